"""A story told report by report to an empty desk through ``manage.py import_report``, and questions to what ``manage.py claims`` answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import transaction

from tracker.models import Claim, Report

STORIES = Path(__file__).parent / "stories"
SIDES = ("corroborated_by", "repeated_by", "updated_by", "contradicted_by")


@dataclass(frozen=True)
class Told:
    """The claims after the whole story; which file ("3-relay") each report came from and each claim was opened by."""

    claims: list[dict[str, Any]]
    files: dict[str, str]
    openers: dict[str, str]

    def about(self, *patterns: str, opened_by: str = "") -> list[dict[str, Any]]:
        """The claims whose words match every pattern; with *opened_by* only those of one report."""
        found = [claim for claim in self.claims if all(re.search(pattern, claim["text"], re.IGNORECASE) for pattern in patterns)]
        return [claim for claim in found if not opened_by or self.openers[claim["id"]] == opened_by]

    def one(self, *patterns: str, opened_by: str = "") -> dict[str, Any]:
        """The one claim about this; a careful editor keeps one."""
        found = self.about(*patterns, opened_by=opened_by)
        listed = "\n".join(f"  {self.openers[claim['id']]}: {claim['text']}" for claim in found or self.claims)
        assert len(found) == 1, f"{len(found)} claims about {patterns} opened by {opened_by or 'any report'}; there are:\n{listed}"
        return found[0]

    def on(self, side: str, claim: dict[str, Any]) -> set[str]:
        """The files whose statements stand on one side of the claim."""
        return {self.files[item["report"]] for item in claim[side]}

    def touching(self, claim: dict[str, Any]) -> set[str]:
        """The files that any evidence of the claim comes from."""
        return set().union(*(self.on(side, claim) for side in SIDES))


def flags(claim: dict[str, Any]) -> set[str]:
    """The kinds of the claim's open flags."""
    return {flag["kind"] for flag in claim["flags"]}


def tell(name: str) -> Told:
    """Import the story's reports in order."""
    by_address: dict[str, str] = {}
    for path in sorted((STORIES / name).glob("*.txt")):
        call_command("import_report", str(path), stdout=StringIO())
        by_address[re.search(r"^URL: (.*)$", path.read_text(), re.MULTILINE)[1]] = path.stem
    out = StringIO()
    call_command("claims", format="json", stdout=out)
    files = {str(report.uuid): by_address[report.canonical_url] for report in Report.objects.all()}
    opened = Claim.objects.values_list("uuid", "opened_from__reading__revision__report__uuid")
    return Told(claims=json.loads(out.getvalue()), files=files, openers={str(claim): files[str(report)] for claim, report in opened})


@contextmanager
def rolled_back() -> Iterator[None]:
    """An empty desk that is empty again afterwards; for what several tests look at and none changes."""
    outer = transaction.atomic()
    outer._from_testcase = True  # as Django's own: what must be outermost in the program may be inside this one
    with outer:
        yield
        transaction.set_rollback(True)


@contextmanager
def told(name: str) -> Iterator[Told]:
    """The story on an empty desk."""
    with rolled_back():
        yield tell(name)
