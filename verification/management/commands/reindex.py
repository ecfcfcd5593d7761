"""Works the full-text index of claims, statements and reports out anew, for a record that was indexed by an older version. Safe to repeat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Exists, OuterRef

from tracker.models import Claim, Revision, Statement
from verification import retrieval


class Command(BaseCommand):
    help = "Work the full-text index of claims, statements and reports out anew."

    def handle(self, *args: Any, **options: Any) -> None:
        claims = Claim.objects.select_related("opened_from__reading__revision").order_by("pk")
        statements = Statement.objects.in_force().filter(check_worthy=True).select_related("reading__revision").order_by("pk")
        newer = Revision.objects.filter(report=OuterRef("report"), no__gt=OuterRef("no"))
        revisions = Revision.objects.filter(~Exists(newer)).defer("raw").order_by("pk")
        with transaction.atomic():
            for claim in claims.iterator(chunk_size=500):
                retrieval.index_claim(claim)
            retrieval.index_statements(statements.iterator(chunk_size=500))
            for revision in revisions.iterator(chunk_size=100):
                retrieval.index_report(revision)
        self.stdout.write(f"{claims.count()} claims, {statements.count()} statements and {revisions.count()} reports indexed.")
