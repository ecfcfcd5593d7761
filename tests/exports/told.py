"""A claim for exports to tell: said by a ministry in a graded outlet's report, corroborated, contradicted, repeated, and signed where asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests import make
from tests.verification.settled import told_by
from tracker.models import Claim, Grade
from verification.exports.cases import Case, cases_of
from verification.services import reviewing

MINISTRY = "Lorn Ministry"
OUTLET = "Harbour Post"
SEALED = "the intercepted call, which nobody may read yet"


def claim(*, letter: str = "B", text: str = "The dam at Lorn may have been mined.") -> Claim:
    """The claim, unsigned."""
    said = told_by(make.body(MINISTRY), text, through=OUTLET, level=2)
    said.report.canonical_url = f"https://harbour.example/{'dam' if 'may have been mined' in text else said.report.pk}"
    said.report.save()
    made = make.tracked(text, opened_from=said, level=2)
    set_against(made, "corroborates", "Engineers say that the dam was mined.", "Engineers Union", level=5, day=1)
    set_against(made, "contradicts", "The dam was not mined, the navy said.", "Navy", level=4, day=2, polarity="denied")
    set_against(made, "repeats", "The dam may have been mined, the ministry said.", MINISTRY, level=2, day=3)
    outlet = said.report.publisher
    Grade.objects.create(source=outlet, letter=letter, by=make.person("lead"), at=make.NOW, reason="ten years of corrections")
    return Claim.objects.get(pk=made.pk)


def set_against(claim: Claim, relation: str, text: str, who: str, *, day: float, **fields: Any) -> Any:
    return make.set_against(claim, relation, said=told_by(make.body(who), text, through=f"{who} News", day=day, **fields))


def signed(
    made: Claim, verdict: str = "confirmed", *, numbers: tuple[int | None, ...] = (2, 3), confidences: tuple[str, ...] = ()
) -> Claim:
    """*made* settled by as many people as *numbers*."""
    for place, number in enumerate(numbers):
        reviewing.sign(
            made,
            by=make.person("reviewer"),
            verdict=verdict,
            confidence=confidences[place] if confidences else "moderate",
            number=number,
            reason="two documents agree",
            basis="the minister's letter",
            now=make.NOW + timedelta(days=5, hours=place),
        )
    return Claim.objects.get(pk=made.pk)


def sealed(made: Claim) -> Claim:
    """*made* with a first signature that nobody but its author may see."""
    reviewing.sign(
        made, by=make.person("reviewer"), verdict="refuted", confidence="high", number=5, reason=SEALED, basis=SEALED, now=make.NOW
    )
    return Claim.objects.get(pk=made.pk)


def case(made: Claim, **options: Any) -> Case:
    [told] = cases_of([made], **options)
    return told
