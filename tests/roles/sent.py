"""What is sent with each action of the table: a form or a JSON body that is right in everything but, perhaps, the rights of who sends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import make
from tests.roles.world import World
from tracker.models import Person
from tracker.terms import Relation
from verification.services.redacting import words_to_type

Sent = dict[str, Any]
NOTES = {"reason": "two independent accounts", "confidence": "high", "basis": "site visit"}
BYLINE = {"reason": "the same byline"}
REPORT = {"text": "The bridge at Orl is closed.", "title": "Orl", "publisher": "Orl Post"}


def about(**fields: Any) -> Callable[[World, Person | None], Sent]:
    """A body whose values are plain, or asked of the world: ``about(into=lambda world: world["another claim"].number)``."""
    return lambda world, person: {name: value(world) if callable(value) else value for name, value in fields.items()}


def file(name: str, words: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode())


def key(word: str, column: str = "pk") -> Callable[[World], str]:
    return lambda world: str(getattr(world[word], column))


# ---- the API
BY_API: dict[str, Callable[[World, Person | None], Sent]] = {
    "POST reports": about(text="The bridge at Orl is closed."),
    "POST reports/fetch": about(url="http://93.184.216.34/story"),
    "POST reports/upload": lambda world, person: {"file": file("orl.txt", REPORT["text"])},
    "POST feeds": about(url="http://93.184.216.34/new", source="Orl Post"),
    "POST feeds/{uuid}/change": about(minutes=15),
    "POST reports/batch": about(reports=[{"text": "The bridge at Orl is closed."}]),
    "POST claims": about(text="The dam at Lorn was mined by night.", level=2),
    "POST follows": about(target=lambda world: world["target"].uuid),
    "POST statements": about(report=key("report", "uuid"), start=0, end=3),
    "POST statements/{uuid}/correct": about(field="level", value=2, reason="it says may"),
    "POST read": about(text="The bridge at Orl is closed."),
    "POST claims/{uuid}/edit": about(text="The dam at Lorn was blown up by night."),
    "POST claims/{uuid}/dismiss": about(reason="gossip"),
    "POST claims/{uuid}/assign": about(person=key("other reviewer", "username")),
    "POST claims/{uuid}/reopen": about(reason="new photographs"),
    "POST claims/{uuid}/supersede": about(successor=key("another claim", "uuid"), reason="overtaken"),
    **{f"POST claims/{{uuid}}/{verb}": about(**NOTES) for verb in ("confirm", "partly", "refute", "mark_unresolved")},
    "POST claims/{uuid}/merge": about(into=key("another claim", "uuid"), reason="the same"),
    "POST claims/{uuid}/split": about(
        statements=lambda world: [str(world["evidence"].statement.uuid)], text="The dam flooded.", reason="two propositions"
    ),
    "POST webhooks": about(url="http://93.184.216.34/new", note="the wall"),
    "POST evidence": about(claim=key("another claim", "uuid"), statement=key("later statement", "uuid"), relation="contradicts"),
    "POST statements/{uuid}/withdraw": about(reason="they said so"),
    "POST reports/{uuid}/withdraw": about(reason="they said so"),
    "POST evidence/{uuid}/relabel": about(relation="updates"),
    "POST flags/{uuid}/close": about(reason="seen"),
    "POST edges": about(child=key("statement", "uuid"), parent=key("later statement", "uuid"), reason="the same byline"),
    **{f"POST edges/{{uuid}}/{verb}": about(**BYLINE) for verb in ("confirm", "cut", "undo")},
}
# The thing that stands for {uuid} behind each noun of the API, where it is not the noun's singular.
NOUNS = {
    "evidence": "evidence",
    "follows": "target",
    "POST claims/{uuid}/unmerge": "merged claim",
    "POST statements/{uuid}/undo_withdrawal": "withdrawn statement",
    "POST reports/{uuid}/undo_withdrawal": "withdrawn report",
    "POST edges/{uuid}/undo": "decided edge",
    "POST webhooks/{uuid}/resume": "paused webhook",
    "POST feeds/{uuid}/resume": "paused feed",
    "deliveries": "delivery",
}

# ---- the desk's buttons
SOURCE_FORM = {"name": "Lorn Gazette", "kind": "outlet", "bloc": "", "country": ""}
TOPIC_FORM = {"name": "Orl", "slug": "orl", "summary": ""}
DIGEST_FORM = {"time_zone": "Europe/Kyiv", "cadence": "weekly", "digest_hour": "9"}
CLAIM = "POST tracker/claim/{claim}"
BY_BUTTON: dict[str, Callable[[World, Person | None], Sent]] = {
    "POST add-report/": about(**REPORT),
    "POST add-report/try/": about(**REPORT),
    "POST add-report/url/": about(url="http://93.184.216.34/story", title="Orl"),
    "POST add-report/file/": lambda world, person: {"file": file("orl.txt", REPORT["text"]), "title": "Orl"},
    "POST add-report/table/": lambda world, person: {"file": file("orl.csv", f"text\n{REPORT['text']}")},
    "POST report-keep/{report}/": lambda world, person: {"file": file("new.png", "another picture"), "note": "the wall"},
    "POST lexicon/try/": about(do="add", words="it is feared", kind="hedge", level="2"),
    "POST lexicon/trial/{trial}/put/": about(reason="the agency writes so"),
    "POST me/": about(**DIGEST_FORM),
    "POST work/{parked work}/run-again/": about(confirmed="yes"),
    "POST saved-filters/tracker_claim/": about(name="flagged", query="flag=any"),
    "POST hand-out/": lambda world, person: {"give": given_by_rule()},
    "POST invitations/": about(email="new@desk.example", roles="reader"),
    "POST reviewers/{other reviewer}/": about(skills=key("topic")),
    "POST tracker/person/{person}/standing/": about(act="deactivate"),
    "POST me/follow/": about(target="all", act="follow"),
    "POST me/tokens/": about(scopes="read", days="30"),
    "POST follow-source/{source}/": about(act="follow"),
    "POST tracker/topic/{topic}/follow/": about(act="follow"),
    "POST correct/{statement}/": lambda world, person: {
        f"level-{world['statement'].pk}": "2",
        f"why-{world['statement'].pk}": "it says may",
    },
    "POST put-right/{statement}/": about(level="2", reason="it says may"),
    "POST mark/{revision}/": about(words="people were hurt", level="4", polarity="affirmed"),
    "POST withdraw-statement/{statement}/": about(**{"taken-back": "they said so"}),
    "POST withdraw-report/{report}/": about(**{"taken-back": "they said so"}),
    "POST undo-withdrawal/{withdrawal}/": about(why="they did not"),
    "POST source-letter/{source}/": about(suggested=lambda world: suggested(world), **{"why-suggested": "the record says so"}),
    "POST tracker/source/add/": about(**{**SOURCE_FORM, "name": "Orl Post"}),
    "POST tracker/source/{source}/change/": about(**{**SOURCE_FORM, "country": "LO"}),
    "POST tracker/source/{another source}/merge/": about(into=key("source"), reason="one paper"),
    "POST tracker/source/{merged source}/unmerge/": lambda world, person: {f"why-{world['merged source'].pk}": "two papers"},
    "POST tracker/source/{source}/drop-alias/": about(drop="Gazette of Lorn"),
    "POST tracker/topic/add/": about(**TOPIC_FORM),
    "POST tracker/topic/{topic}/change/": about(**TOPIC_FORM),
    "POST tracker/person/add/": about(
        username="newcomer", email="new@desk.example", usable_password="true", password1="a long enough one", password2="a long enough one"
    ),
    "POST tracker/person/{person}/change/": about(
        username="somebody", email="other@desk.example", time_zone="UTC", cadence="daily", digest_hour="7", is_active="on"
    ),
    "POST tracker/person/{person}/password/": about(usable_password="true", password1="a long enough one", password2="a long enough one"),
    "POST password_change/": about(old_password="correct horse", new_password1="another long one", new_password2="another long one"),
    "POST tracker/claim/add/": about(text="The dam at Lorn was mined by night.", polarity="affirmed", level="2"),
    "POST tracker/claim/decide-proposed/": about(claims=key("claim"), act="accept"),
    f"{CLAIM}/do/dismiss/": about(reason="gossip"),
    f"{CLAIM}/do/edit/": about(text="The dam at Lorn was mined by night."),
    f"{CLAIM}/do/assign/": about(person=key("other reviewer")),
    f"{CLAIM}/do/sign/": about(verdict="confirmed", number="2", **NOTES),
    f"{CLAIM}/do/reopen/": about(reason="new photographs"),
    f"{CLAIM}/do/decide/": about(evidence=key("evidence"), ruling="accept"),
    f"{CLAIM}/do/close_flag/": about(flag=key("flag"), reason="seen"),
    f"{CLAIM}/do/set_topics/": about(topics=key("topic")),
    "POST queue/{claim}/do/sign/": about(verdict="confirmed", number="2", **NOTES),
    "POST queue/{claim}/do/assign/": about(person=key("other reviewer")),
    "POST tracker/claim/{merged claim}/do/unmerge/": about(reason="two matters"),
    "POST report-topics/{report}/": about(topics=key("topic")),
    "POST removals/ask/{report}/": about(reason="an order of the court"),
    "POST removals/{removal}/confirm/": about(typed=lambda world: words_to_type(world["asked removal"])),
    "POST removals/{removal}/decline/": about(reason="the order was lifted"),
    f"{CLAIM}/do/note/": about(note="Ask the harbour master."),
    f"{CLAIM}/do/strike_note/": lambda world, person: {"note": str(world["note"].pk)},
    f"{CLAIM}/seen/": about(event="7"),
    "POST tracker/feed/add/": about(url="http://93.184.216.34/new", source="Orl Post", minutes="60"),
    "POST tracker/feed/{feed}/do/change/": about(minutes="15"),
    "POST verification/webhook/add/": about(url="http://93.184.216.34/new", topic="", note="the wall"),
    "POST verification/webhook/{webhook}/do/send_again/": about(delivery=key("delivery")),
    f"{CLAIM}/draft/": about(reason="as far as I can see"),
    f"{CLAIM}/merge/": about(into=key("another claim", "number"), reason="one matter"),
    f"{CLAIM}/split/": about(
        statements=lambda world: str(world["evidence"].statement.uuid), text="The dam at Lorn was flooded.", reason="two matters"
    ),
    f"{CLAIM}/set-against/": about(statement=key("statement", "uuid"), relation=str(Relation.UPDATES), reason="it bears on it"),
    f"{CLAIM}/provenance/draw/": lambda world, person: {
        "child": str(world["evidence"].statement.pk),
        "parent": str(world["later statement"].pk),
        **BYLINE,
    },
    **{
        f"{CLAIM}/provenance/{{{edge}}}/{verb}/": about(**BYLINE)
        for edge, verb in (("edge", "confirm"), ("edge", "cut"), ("decided edge", "undo"))
    },
    f"{CLAIM}/provenance/object/{{examination}}/cut/": about(**BYLINE),
    f"{CLAIM}/provenance/object/{{decided examination}}/undo/": about(**BYLINE),
}


def given_by_rule() -> list[str]:
    from verification.services import allotting

    return [f"{choice.claim.pk}:{choice.person.pk}" for choice in allotting.plan(now=make.NOW).choices]


def suggested(world: World) -> str:
    from verification.track_records import record_of

    return str(record_of(world["source"]).record.suggested)


# ---- before signing in
IN_PUBLIC: dict[str, Callable[[World, Person | None], Sent]] = {
    "POST /welcome/{invitation}/": about(username="newcomer", password="a long enough one", password_again="a long enough one"),
    "POST /forgotten/": about(email="somebody@desk.example"),
}

# ---- acts on ticked rows of a list, besides the rows themselves
BY_BULK: dict[str, Callable[[World, Person | None], Sent]] = {
    "tracker.claim accept": about(confirmed="yes"),
    "tracker.claim dismiss": about(reason="gossip", confirmed="yes"),
    "tracker.claim assign": about(person=key("other reviewer"), confirmed="yes"),
    "tracker.claim add_topic": about(topic=key("topic"), confirmed="yes"),
    "tracker.workitem start_again": about(confirmed="yes"),
}
TICKED = {"tracker.claim": "claim", "tracker.workitem": "parked work"}

# ---- what an address needs behind its "?"
ASKED: dict[str, Callable[[World, Person | None], Sent]] = {
    "GET tracker/claim/{claim}/provenance/draw/": BY_BUTTON[f"{CLAIM}/provenance/draw/"],
}
