"""How each service that a door calls is called directly, past every door: ``SERVICES[name](world, by)``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests import make
from tests.roles.world import World
from tracker.intake import record
from tracker.models import Invitation, ReportTable, Token
from tracker.services import (
    attaching,
    attention,
    correcting,
    feeding,
    filing,
    importing,
    inviting,
    lexicon,
    merging_sources,
    people,
    preferences,
    redacting,
    saved_filters,
    source_register,
    submitting,
    tokens,
)
from tracker.terms import Relation, Via
from verification.models import Digest
from verification.services import (
    allotting,
    assigning,
    bulk,
    claims,
    deciding,
    delivering,
    departing,
    edges,
    following,
    merging,
    notes,
    objects,
    opening,
    reviewing,
    sending,
    splitting,
    visits,
    withdrawals,
)
from verification.services.redacting import confirm, words_to_type

NOW = make.NOW
WHY = "two independent accounts"


def on(word: str, service: Callable[..., Any], **given: Any) -> Callable[[World, Any], Any]:
    """Call *service* on the thing of that word; values that are callable are asked of the world."""

    def call(world: World, by: Any) -> Any:
        filled = {name: value(world) if callable(value) else value for name, value in given.items()}
        return service(world.again(word), by=by, now=NOW, **filled)

    return call


def the(word: str) -> Callable[[World], Any]:
    return lambda world: world[word]


def one(word: str) -> Callable[[World], list[Any]]:
    return lambda world: [world[word]]


def amend(world: World, by: Any) -> Any:
    source = world.again("source")
    source.country = "LO"
    return source_register.amend(source, by=by, now=NOW)


def correct(world: World, by: Any) -> Any:
    return correcting.correct(world["statement"], field="level", value=2, by=by, reason=WHY, now=NOW)


def make_statement(world: World, by: Any) -> Any:
    return correcting.make_statement(world["revision"], start=0, end=3, by=by, now=NOW)


def choose(world: World, by: Any) -> Any:
    return preferences.choose(by, time_zone="Europe/Kyiv", cadence="weekly", digest_hour=9, now=NOW)


def following_a(service: Callable[..., Any]) -> Callable[[World, Any], Any]:
    return lambda world, by: service(by, world["topic"], now=NOW)


def receive(world: World, by: Any) -> Any:
    return record.receive(text="The bridge at Orl is closed.", via=Via.PASTE, entered_by=by, now=NOW)


def open_by_hand(world: World, by: Any) -> Any:
    return opening.open_by_hand(text="The bridge at Orl is closed.", polarity="affirmed", level=2, by=by, now=NOW)


def take_back(word: str, name: str) -> Callable[[World, Any], Any]:
    return lambda world, by: withdrawals.withdraw(by=by, reason=WHY, now=NOW, **{name: world[word]})


def submit(world: World, by: Any) -> Any:
    return submitting.submit(by=by, body={"text": "It broke."}, now=NOW, text="It broke.")


SIGNATURE = {"verdict": "confirmed", "confidence": "high", "reason": WHY, "basis": "site visit"}
SERVICES: dict[str, Callable[[World, Any], Any]] = {
    "assigning.assign": on("claim", assigning.assign, person=the("other reviewer")),
    "allotting.assign_by_rule": on("claim", allotting.assign_by_rule),
    "allotting.give_out": lambda world, by: allotting.give_out(by=by if by.pk else world["person"], now=NOW),
    "assigning.give_back": on("claim", assigning.give_back),
    "assigning.return_work_of": lambda world, by: assigning.return_work_of(world["other reviewer"], by=by, now=NOW),
    "assigning.take": on("claim", assigning.take),
    "assigning.take_next": lambda world, by: assigning.take_next(by=by, now=NOW),
    "claims.accept": on("claim", claims.accept),
    "attention.start_again": lambda world, by: attention.start_again([world["parked work"]], by=by, now=NOW),
    "attaching.attach": on("report", attaching.attach, content=b"a picture", name="a.png"),
    "attaching.set_archive": on("report", attaching.set_archive, url="https://archive.example/1"),
    "bulk.act_on": lambda world, by: bulk.act_on([world["claim"]], "accept", told=bulk.Told(), by=by, now=NOW),
    "bulk.undo": lambda world, by: bulk.undo(world["bulk act"], by=by, now=NOW),
    "claims.dismiss": on("claim", claims.dismiss, reason=WHY),
    "claims.edit": on("claim", claims.edit, text="The dam at Lorn was mined by night."),
    "claims.restore": on("claim", claims.restore),
    "claims.set_topics": on("claim", claims.set_topics, topics=one("topic")),
    "correcting.correct": correct,
    "correcting.make_statement": make_statement,
    "correcting.withdraw_correction": on("correction", correcting.withdraw_correction),
    "deciding.accept": on("evidence", deciding.accept),
    "deciding.close_flag": on("flag", deciding.close_flag, reason=WHY),
    "deciding.reject": on("evidence", deciding.reject),
    "deciding.relabel": on("evidence", deciding.relabel, relation=Relation.UPDATES),
    "deciding.set_by_hand": lambda world, by: deciding.set_by_hand(
        world["claim"], world["statement"], relation=Relation.UPDATES, by=by, now=NOW, reason=WHY
    ),
    "departing.activate": lambda world, by: departing.activate(world["person"], by=by, now=NOW),
    "departing.deactivate": lambda world, by: departing.deactivate(world["person"], by=by, now=NOW),
    "delivering.make": lambda world, by: delivering.make(url="http://93.184.216.34/new", by=by, now=NOW),
    "delivering.pause": on("webhook", delivering.pause),
    "delivering.resume": on("paused webhook", delivering.resume),
    "delivering.rotate": on("webhook", delivering.rotate),
    "delivering.send_again": on("delivery", delivering.send_again),
    "delivering.test": on("webhook", delivering.test),
    "edges.add": lambda world, by: edges.add(world["statement"], world["later statement"], by=by, now=NOW, reason=WHY),
    "edges.confirm": on("edge", edges.confirm, reason=WHY),
    "edges.cut": on("edge", edges.cut, reason=WHY),
    "edges.undo": on("decided edge", edges.undo, reason=WHY),
    "feeding.add": lambda world, by: feeding.add(url="http://93.184.216.34/new", source="Orl Post", by=by, now=NOW),
    "feeding.change": on("feed", feeding.change, minutes=15),
    "feeding.pause": on("feed", feeding.pause),
    "feeding.poll_now": on("feed", feeding.poll_now),
    "feeding.resume": on("paused feed", feeding.resume),
    "filing.set_topics": on("report", filing.set_topics, topics=one("topic")),
    "following.follow": following_a(following.follow),
    "following.unfollow": following_a(following.unfollow),
    "importing.begin": lambda world, by: importing.begin(ReportTable.objects.get(uuid=world["table"].pk), by=by, now=NOW),
    "importing.hold": lambda world, by: importing.hold(content=b"text\nThe bridge at Orl is closed.", name="a.csv", by=by, now=NOW),
    "inviting.invite": lambda world, by: inviting.invite("new@desk.example", roles=["reader"], by=by, now=NOW),
    "inviting.send_again": lambda world, by: inviting.send_again(Invitation.objects.get(), by=by, now=NOW),
    "inviting.withdraw": lambda world, by: inviting.withdraw(Invitation.objects.get(), by=by, now=NOW),
    "lexicon.put_in_force": lambda world, by: lexicon.put_in_force(world["trial"], by=by, reason=WHY, now=NOW),
    "lexicon.try_changes": lambda world, by: lexicon.try_changes(
        lexicon.wanted("add", "it is feared", kind="hedge", level="2"), by=by, now=NOW
    ),
    "merging.merge": on("claim", merging.merge, into=the("another claim"), reason=WHY),
    "merging.unmerge": on("merged claim", merging.unmerge),
    "merging_sources.drop_alias": on("source", merging_sources.drop_alias, text="Gazette of Lorn"),
    "merging_sources.merge": on("another source", merging_sources.merge, into=the("source"), reason=WHY),
    "merging_sources.unmerge": on("merged source", merging_sources.unmerge),
    "notes.add": on("claim", notes.add, text="Ask the harbour master."),
    "notes.strike": on("note", notes.strike),
    "objects.cut": on("examination", objects.cut, reason=WHY),
    "objects.undo": on("decided examination", objects.undo, reason=WHY),
    "opening.open_by_hand": open_by_hand,
    "people.set_review_profile": lambda world, by: people.set_review_profile(
        world["other reviewer"], skills=[world["topic"]], conflicts=[], by=by, now=NOW
    ),
    "preferences.choose": choose,
    "record.receive": receive,
    "redacting.ask": on("report", redacting.ask, reason=WHY),
    "redacting.confirm": lambda world, by: confirm(world["asked removal"], typed=words_to_type(world["asked removal"]), by=by, now=NOW),
    "redacting.decline": on("asked removal", redacting.decline, reason=WHY),
    "reviewing.reopen": on("claim", reviewing.reopen, reason=WHY),
    "reviewing.save_draft": on("claim", reviewing.save_draft, fields={"reason": "so far"}),
    "reviewing.sign": on("claim", reviewing.sign, **SIGNATURE),
    "reviewing.supersede": on("claim", reviewing.supersede, successor=the("another claim"), reason=WHY),
    "saved_filters.forget": lambda world, by: saved_filters.forget(by=by, page="tracker_claim", name="mine", now=NOW),
    "saved_filters.keep": lambda world, by: saved_filters.keep(by=by, page="tracker_claim", name="flagged", query="flag=any", now=NOW),
    "source_register.amend": amend,
    "source_register.grade": on("source", source_register.grade, letter="B", reason=WHY),
    "splitting.split": on(
        "claim", splitting.split, statements=lambda world: [world["evidence"].statement], text="The dam flooded.", reason=WHY
    ),
    "sending.send_again": lambda world, by: sending.send_again(Digest.objects.get(), by=by, now=NOW),
    "submitting.submit": submit,
    "visits.saw": on("claim", visits.saw, event=7),
    "tokens.issue": lambda world, by: tokens.issue(person=by, scopes=["read"], days=30, by=by, now=NOW),
    "tokens.withdraw": lambda world, by: tokens.withdraw(token=Token.objects.get(token_key=world["token"].pk), by=by, now=NOW),
    "withdrawals.undo": on("withdrawal", withdrawals.undo),
    "withdrawals.withdraw": take_back("statement", "statement"),
}
