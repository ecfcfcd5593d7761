"""Claims that the machine opens from the statements of one report: numbered one by one, announced and made findable together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tracker import sequence
from tracker.models import Claim, Statement
from tracker.terms import Kinship, Level, Polarity
from verification import retrieval
from verification.services import claims as opening


class Proposals:
    """What is opened from some statements in one transaction; ``claims`` in their order. Nothing of it is announced before ``announce``."""

    def __init__(self, statements: Iterable[Statement], *, held: int, now: datetime) -> None:
        """*held*: the newest place in the record's order, whose lock the caller holds."""
        keys = [one.pk for one in statements]
        self.claims: list[Claim] = []
        self._now = now
        self._tracked = set(Claim.objects.filter(opened_from__in=keys).values_list("opened_from_id", flat=True))
        self._places = sequence.Drawing("record", held)
        self._numbers: sequence.Drawing | None = None

    def tracks(self, statement: Statement) -> bool:
        """Whether a claim was opened from it already, by whomever."""
        return statement.pk in self._tracked

    def open(self, statement: Statement, *, beside: Claim | None = None, kinship: Kinship | str = "") -> Claim:
        """Track what the statement says, beside the claim that it is akin to and under its topics."""
        self._numbers = self._numbers or sequence.Drawing("claim", sequence.hold("claim"))
        claim = Claim.objects.create(
            seq=self._places.next(),
            number=self._numbers.next(),
            text=opening.worded(statement.display),
            polarity=Polarity(statement.polarity),
            level_first=Level(statement.level),
            opened_from=statement,
            opened_at=self._now,
            related_to=beside,
            kinship=Kinship(kinship) if beside else "",
        )
        if beside and (topics := list(beside.topics.all())):
            claim.topics.set(topics)
        self._tracked.add(statement.pk)
        self.claims.append(claim)
        return claim

    def announce(self) -> None:
        """Write the numbers that were drawn, the log, and the index."""
        self._places.close()
        if self._numbers is not None:
            self._numbers.close()
        opening.announce(self.claims, now=self._now)
        retrieval.index_claims(self.claims)
