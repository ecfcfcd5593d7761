"""The tables of the record, one noun a file."""

from tracker.models.claims import Claim, Topic
from tracker.models.edges import Edge, EdgeDecision
from tracker.models.events import Event, Seal
from tracker.models.feeds import Feed, FeedItem
from tracker.models.filters import SavedFilter
from tracker.models.invitations import Invitation
from tracker.models.lexicon import CueChange, CueTrial
from tracker.models.people import Person
from tracker.models.readings import ChainLink, Correction, Figure, Reading, Statement
from tracker.models.redactions import REMOVED, Redaction
from tracker.models.reports import UNNAMED_OUTLET, Attachment, Report, Revision
from tracker.models.sources import Grade, Source, SourceAlias
from tracker.models.submissions import Submission
from tracker.models.tables import ReportTable
from tracker.models.tokens import Token
from tracker.models.work import Counter, Pulse, WorkItem

__all__ = [
    "REMOVED",
    "UNNAMED_OUTLET",
    "Attachment",
    "ChainLink",
    "Claim",
    "Correction",
    "Counter",
    "CueChange",
    "CueTrial",
    "Edge",
    "EdgeDecision",
    "Event",
    "Feed",
    "FeedItem",
    "Figure",
    "Grade",
    "Invitation",
    "Person",
    "Pulse",
    "Reading",
    "Redaction",
    "Report",
    "ReportTable",
    "Revision",
    "SavedFilter",
    "Seal",
    "Source",
    "SourceAlias",
    "Statement",
    "Submission",
    "Token",
    "Topic",
    "WorkItem",
]
