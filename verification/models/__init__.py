"""The tables of the judgement, one noun a file."""

from verification.models.assignments import Assignment
from verification.models.bulk import BulkAct, BulkLine
from verification.models.decisions import Decision, Withdrawal
from verification.models.digests import Digest, DigestLine
from verification.models.evidence import Comparison, Evidence
from verification.models.flags import Flag
from verification.models.follows import Follow
from verification.models.frames import ClaimFrame, StatementFrame
from verification.models.notes import Note, Visit
from verification.models.objects import EvidenceObject, Examination, ExaminationDecision
from verification.models.rounds import Draft, Review, Round
from verification.models.settlements import Charge, Settlement
from verification.models.tallies import Recount, Tally
from verification.models.webhooks import Delivery, Webhook

__all__ = [
    "Assignment",
    "BulkAct",
    "BulkLine",
    "Charge",
    "ClaimFrame",
    "Comparison",
    "Decision",
    "Delivery",
    "Digest",
    "DigestLine",
    "Draft",
    "Evidence",
    "EvidenceObject",
    "Examination",
    "ExaminationDecision",
    "Flag",
    "Follow",
    "Note",
    "Recount",
    "Review",
    "Round",
    "Settlement",
    "StatementFrame",
    "Tally",
    "Visit",
    "Webhook",
    "Withdrawal",
]
