"""Works the full-text index of claims and statements out anew, for a record that was indexed by an older version. Safe to repeat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from tracker.models import Claim, Statement
from verification import retrieval


class Command(BaseCommand):
    help = "Work the full-text index of claims and statements out anew."

    def handle(self, *args: Any, **options: Any) -> None:
        claims = Claim.objects.select_related("opened_from__reading__revision").order_by("pk")
        statements = Statement.objects.in_force().filter(check_worthy=True).select_related("reading__revision").order_by("pk")
        with transaction.atomic():
            for claim in claims.iterator(chunk_size=500):
                retrieval.index_claim(claim)
            retrieval.index_statements(statements.iterator(chunk_size=500))
        self.stdout.write(f"{claims.count()} claims and {statements.count()} statements indexed.")
