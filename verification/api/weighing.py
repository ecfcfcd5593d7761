"""How a claim is weighed and what a source's record is, for programs. Sealed, like the pages, from whoever may still sign."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.fields import iso
from tracker.api.statements import words
from tracker.api.views import View
from tracker.models import Claim, Source
from tracker.terms import Letter
from verification.api.claims import AS_OF, day_asked, moment_asked
from verification.services.reviewing import may_see_record, may_see_support
from verification.supports import ClaimSupport, OriginCase, support_of_claim
from verification.track_records import LedgerLine, SourceRecord, record_of
from verification.weighing.charging import Fidelity, Role

SEALED = "True while the caller may still sign: nothing else is answered before their own verdict."


class WeighedOriginShape(serializers.Serializer):
    name = serializers.CharField()
    weight = serializers.FloatField(help_text="Log odds, above 0 for the claim, below 0 against it.")
    material = serializers.BooleanField()
    answers = serializers.CharField(help_text="Whose record it was weighed by.")
    record = serializers.FloatField(allow_null=True, help_text="That record without this claim; null where nothing is settled.")
    held_down = serializers.BooleanField(help_text="Relays said it more firmly than what they relay and were held to that.")
    because = serializers.CharField()
    statements = serializers.ListField(child=serializers.UUIDField())


class BlocShape(serializers.Serializer):
    """Origins under one hand, or on one object: the first counts whole, every other a quarter."""

    name = serializers.CharField()
    weight = serializers.FloatField()
    origins = serializers.ListField(child=serializers.CharField())


class SilentShape(serializers.Serializer):
    statement = serializers.UUIDField()
    because = serializers.CharField()


class SupportShape(serializers.Serializer):
    """The model's weighing of a claim: arithmetic over independent evidence, never a verdict. At credibility 6 no probability is answered."""

    claim = serializers.UUIDField()
    sealed = serializers.BooleanField(help_text=SEALED)
    credibility = serializers.IntegerField(min_value=1, max_value=6, allow_null=True)
    probability = serializers.FloatField(allow_null=True)
    log_odds = serializers.FloatField(allow_null=True)
    material_for = serializers.IntegerField()
    material_against = serializers.IntegerField()
    disputed = serializers.BooleanField()
    hangs_on = serializers.CharField()
    blocs = BlocShape(many=True)
    origins = WeighedOriginShape(many=True)
    silent = SilentShape(many=True)
    version = serializers.CharField()


class StakedShape(serializers.Serializer):
    claim = serializers.UUIDField()
    statement = serializers.UUIDField()
    said = serializers.DateTimeField()
    probability = serializers.FloatField(help_text="Of the claim, by the words that were said.")
    outcome = serializers.FloatField(allow_null=True, help_text="1 confirmed, 0.5 partly, 0 refuted; null while it is open.")
    role = serializers.ChoiceField([str(role) for role in Role])


class CurveShape(serializers.Serializer):
    stated = serializers.FloatField()
    realised = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    settled = serializers.IntegerField()


class RelaysShape(serializers.Serializer):
    count = serializers.IntegerField()
    share_faithful = serializers.FloatField(allow_null=True)
    low = serializers.FloatField()
    high = serializers.FloatField()
    faithful = serializers.IntegerField()
    hardened = serializers.IntegerField()
    softened = serializers.IntegerField()
    unattributed = serializers.IntegerField()
    misquoted = serializers.IntegerField()


class RecordShape(serializers.Serializer):
    """What a source staked on claims that people settled since. ``low`` and ``high`` are the 80 % interval, ``n`` the commitment settled."""

    source = serializers.UUIDField()
    sealed = serializers.BooleanField(help_text=SEALED)
    body = serializers.UUIDField(help_text="Whose record it is: the body that answers for the source.")
    theta = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    n = serializers.FloatField(allow_null=True)
    brier = serializers.FloatField(allow_null=True)
    overclaim = serializers.FloatField(allow_null=True)
    settled = serializers.IntegerField(allow_null=True)
    still_open = serializers.IntegerField(allow_null=True)
    letter = serializers.ChoiceField(words(Letter), allow_null=True)
    suggested = serializers.ChoiceField(words(Letter), allow_null=True, help_text="A suggestion; the letter is a person's.")
    disagrees = serializers.BooleanField(allow_null=True)
    curve = CurveShape(many=True)
    lines = StakedShape(many=True)
    relays = RelaysShape(allow_null=True)
    version = serializers.CharField(allow_null=True)


def support_as_json(found: ClaimSupport) -> dict[str, Any]:
    support = found.support
    names = {case.weight.origin: case.name for case in found.origins}
    hidden = support.shown is None
    return {
        "claim": str(found.claim.uuid),
        "sealed": False,
        "credibility": support.number,
        "probability": support.shown,
        "log_odds": None if hidden else support.log_odds,
        "material_for": support.k_for,
        "material_against": support.k_against,
        "disputed": support.disputed,
        "hangs_on": "" if hidden else found.hangs_on,
        "blocs": [
            {
                "name": " + ".join(dict.fromkeys(found.bloc_names[key] for key in sorted(bloc.blocs, key=repr))),
                "weight": bloc.support - bloc.denial,
                "origins": [names[origin] for origin in bloc.origins],
            }
            for bloc in support.blocs
        ],
        "origins": [origin_as_json(case) for case in found.origins],
        "silent": [{"statement": str(one.statement.uuid), "because": one.because} for one in found.silent],
        "version": found.version,
    }


def origin_as_json(case: OriginCase) -> dict[str, Any]:
    return {
        "name": case.name,
        "weight": case.weight_for - case.weight_against,
        "material": case.weight.material,
        "answers": case.answers,
        "record": case.theta,
        "held_down": case.capped,
        "because": case.why,
        "statements": [str(word.statement.uuid) for word in case.words],
    }


def sealed_support(claim: Claim) -> dict[str, Any]:
    return {
        "claim": str(claim.uuid),
        "sealed": True,
        **dict.fromkeys(("credibility", "probability", "log_odds")),
        **dict.fromkeys(("material_for", "material_against"), 0),
        "disputed": False,
        "hangs_on": "",
        "blocs": [],
        "origins": [],
        "silent": [],
        "version": "",
    }


def record_as_json(found: SourceRecord) -> dict[str, Any]:
    record, relays = found.record, found.relays
    plain = ("theta", "low", "high", "n", "brier", "overclaim", "settled", "still_open", "version")
    return {
        "source": str(found.source.uuid),
        "sealed": False,
        "body": str(found.body.uuid),
        **{name: getattr(record, name) for name in plain},
        "letter": str(found.letter) if found.letter else None,
        "suggested": str(record.suggested),
        "disagrees": found.disagrees,
        "curve": [{name: getattr(step, name) for name in ("stated", "realised", "low", "high", "settled")} for step in record.curve],
        "lines": [line_as_json(line) for line in found.lines],
        "relays": {
            "count": relays.n,
            "share_faithful": relays.faithful,
            "low": relays.low,
            "high": relays.high,
            **{str(kind): 0 for kind in Fidelity},
            **{str(kind): count for kind, count in relays.counts},
        },
    }


def line_as_json(line: LedgerLine) -> dict[str, Any]:
    return {
        "claim": str(line.claim.uuid),
        "statement": str(line.statement.uuid),
        "said": iso(line.said_at),
        "probability": line.p,
        "outcome": line.y,
        "role": str(line.role),
    }


def sealed_record(source: Source) -> dict[str, Any]:
    plain = (
        "theta",
        "low",
        "high",
        "n",
        "brier",
        "overclaim",
        "settled",
        "still_open",
        "letter",
        "suggested",
        "disagrees",
        "relays",
        "version",
    )
    return {
        "source": str(source.uuid),
        "sealed": True,
        "body": str(source.body.uuid),
        **dict.fromkeys(plain),
        "curve": [],
        "lines": [],
    }


class SupportOfClaim(View):
    """How a claim is weighed, with its arithmetic."""

    serializer_class = SupportShape
    parameters = {"GET": ("as_of",)}

    def visible(self) -> QuerySet:
        return Claim.objects.visible_to(self.request.user).select_related("opened_from")

    @extend_schema(operation_id="claim_support", parameters=[AS_OF])
    def get(self, request: Request, uuid: UUID) -> Response:
        claim = self.one(uuid)
        as_of = day_asked(request, claim)
        sealed = not may_see_support(request.user, claim)
        return Response(sealed_support(claim) if sealed else support_as_json(support_of_claim(claim, as_of=as_of)))


class RecordOfSource(View):
    """A source's track record and what it did to words that it passed on."""

    serializer_class = RecordShape
    parameters = {"GET": ("as_of",)}

    def visible(self) -> QuerySet:
        return Source.objects.visible_to(self.request.user)

    @extend_schema(operation_id="source_record", parameters=[AS_OF])
    def get(self, request: Request, uuid: UUID) -> Response:
        source = self.one(uuid)
        as_of = moment_asked(request)
        return Response(record_as_json(record_of(source, as_of=as_of)) if may_see_record(request.user, source) else sealed_record(source))


__all__ = ["RecordOfSource", "SupportOfClaim"]
