"""One of everything that a person could act on, made once; each case of the table changes it inside a savepoint that is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from tests import make
from tests.verification import settled
from tracker import work
from tracker.intake import bring
from tracker.intake.fetch import Fetched
from tracker.models import Claim, CueTrial, Feed, FeedItem, Grade, Person, Reading, Redaction, SavedFilter, Source, Token, Topic, WorkItem
from tracker.models.naming import add_alias
from tracker.services import attaching, correcting, feeding, importing, inviting, lexicon, redacting
from tracker.terms import EdgeRuling, Role, WorkState
from verification.models import (
    Assignment,
    BulkAct,
    BulkLine,
    Delivery,
    Digest,
    EvidenceObject,
    Examination,
    ExaminationDecision,
    Flag,
    Follow,
    Note,
    Withdrawal,
)
from verification.services import delivering, following

TEXT = "The dam at Lorn was mined."
OPEN_ADDRESS = "http://93.184.216.34/hook"  # nobody is asked for its name, and nothing is sent
# A world outlives single tests, and so do these.
FAST = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "AXES_ENABLED": False,
    "REDIS_URL": "",
    "WHITENOISE_AUTOREFRESH": True,
}
ROLES = [role.value for role in Role]


@contextmanager
def no_network() -> Iterator[None]:
    """Every page that is fetched says the same, and nobody is asked for it."""
    page = Fetched(url="http://93.184.216.34/story", status=200, content=TEXT.encode(), content_type="text/plain")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bring, "fetch", lambda url, **options: page)
        yield


@dataclass(frozen=True)
class Named:
    """How an address names what it does not name by a key or an identifier of a row."""

    pk: str
    uuid: str = ""


@dataclass
class World:
    """``things`` by the word that an address of the table has in braces; ``people`` by role, and one in none."""

    things: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    sessions: dict[int, str] = field(default_factory=dict)  # each of the people is signed in
    tokens: dict[int, str] = field(default_factory=dict)  # and has a token with every scope

    def __getitem__(self, word: str) -> Any:
        if word not in self.things:
            raise KeyError(f"{{{word}}} stands for nothing yet; make one in tests/roles/world.py. There are: {', '.join(self.things)}.")
        return self.things[word]

    def again(self, word: str) -> Any:
        """The thing as it stands in the database now."""
        return type(self[word])._base_manager.get(pk=self[word].pk)


def made() -> World:
    """A desk in the middle of its day."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]), transaction.atomic():
        world = World()
        world.people = {role: make.person(role, username=f"the {role}") for role in ROLES} | {
            "no role": make.person(None, username="nobody yet")
        }
        claims_of(world)
        sources_of(world)
        statements_of(world)
        provenance_of(world)
        webhooks_of(world)
        feeds_of(world)
        documents_of(world)
        rest_of(world)
        world.tokens = {person.pk: make.token(person) for person in world.people.values()}
        world.sessions = {person.pk: signed_in(person) for person in world.people.values()}
    return world


def signed_in(person: Person) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def claims_of(world: World) -> None:
    claim = make.tracked(TEXT)
    # The flag names no statement of a source with a record, so that nothing but the role decides.
    world.things |= {
        "claim": claim,
        "evidence": make.set_against(claim),
        "flag": make.flag(claim),
        "another claim": make.tracked("The dam at Lorn was blown up."),
        "merged claim": make.tracked("The Lorn dam was mined."),
    }
    merged = world["merged claim"]
    Claim.objects.filter(pk=merged.pk).update(merged_into=world["another claim"])
    world.things["other reviewer"] = make.person(Role.REVIEWER)
    world.things["other analyst"] = make.person(Role.ANALYST)


def sources_of(world: World) -> None:
    source = make.source("Lorn Gazette")
    settled.theta_of_88(source)  # long enough a record for a letter to be suggested
    absorbed = make.source("The Lorn Gazette")
    Source.objects.filter(pk=absorbed.pk).update(merged_into=source)
    add_alias(source, "Gazette of Lorn")
    world.things |= {
        "source": source,
        "another source": make.source("Lorn Evening Post"),
        "merged source": absorbed,
        "source flag": Flag.objects.create(source=source, kind="record_disagrees", cause="letter:A", raised_at=make.NOW),
    }
    Grade.objects.create(source=source, letter="C", reason="first look", by=make.person(Role.LEAD), at=make.NOW)


def statements_of(world: World) -> None:
    said = make.statement("Two people were hurt at Lorn.")
    report = said.report
    world.things |= {"statement": said, "report": report, "revision": report.latest}
    corrected = make.statement("Three people were hurt at Lorn.")
    lead = make.person(Role.LEAD)
    world.things["correction"] = correcting.correct(corrected, field="level", value=2, by=lead, reason="it says may", now=make.NOW)
    taken_back = make.statement("Four people were hurt at Lorn.")
    world.things["withdrawal"] = Withdrawal.objects.create(statement=taken_back, by=lead, at=make.NOW, reason="they said so")
    world.things |= {"withdrawn statement": taken_back, "withdrawn report": make.statement("The ferry at Orl sank.").report}
    Withdrawal.objects.create(report=world["withdrawn report"], by=lead, at=make.NOW, reason="they said so")


def provenance_of(world: World) -> None:
    """Links and an object, on statements of the claim so that its page shows them."""
    claim, said = world["claim"], world["evidence"].statement
    world.things["edge"] = make.edge(child=said, parent=claim.opened_from)
    third = make.set_against(claim).statement
    world.things |= {"decided edge": make.edge(child=third, parent=claim.opened_from, decided=True), "later statement": third}
    found = EvidenceObject.objects.create(kind="video", name="a video of the dam", made_at=make.NOW)
    world.things["examination"] = Examination.objects.create(object=found, statement=said, made_at=make.NOW)
    decided = Examination.objects.create(
        object=found, statement=third, made_at=make.NOW, cut_at=make.NOW, decided_by=make.person("reviewer")
    )
    ExaminationDecision.objects.create(
        examination=decided, ruling=EdgeRuling.CUT, by=decided.decided_by, at=make.NOW, reason="another video"
    )
    world.things["decided examination"] = decided


def webhooks_of(world: World) -> None:
    """One that works, one that is paused, and a delivery that was given up."""
    lead = make.person(Role.LEAD)
    webhook, _ = delivering.make(url=OPEN_ADDRESS, by=lead, now=make.NOW)
    paused, _ = delivering.make(url=f"{OPEN_ADDRESS}/other", by=lead, now=make.NOW)
    delivering.pause(paused, by=lead, now=make.NOW)
    given_up = Delivery.objects.create(webhook=webhook, made_at=make.NOW, state="dead", last_error="500", tries=1)
    world.things |= {"webhook": webhook, "paused webhook": paused, "delivery": given_up}


def feeds_of(world: World) -> None:
    """One that works, with an entry of each kind, and one that is paused."""
    lead = make.person(Role.LEAD)
    feed = feeding.add(url=f"{OPEN_ADDRESS}/feed", source="Lorn Post", by=lead, now=make.NOW)
    paused = feeding.add(url=f"{OPEN_ADDRESS}/other", source="Lorn Post", by=lead, now=make.NOW)
    feeding.pause(paused, by=lead, now=make.NOW, reason="too noisy")
    Feed.objects.filter(pk=feed.pk).update(title="Lorn Post", failures=2, last_error="it answers 503", polled_at=make.NOW)
    seen = {"feed": feed, "first_at": make.NOW, "changed_at": make.NOW}
    FeedItem.objects.create(**seen, key="a", seen="a", state="taken", title="The dam", report=world["report"])
    FeedItem.objects.create(**seen, key="b", seen="b", state="not_taken", title="The ferry", error="Not taken: it is empty.")
    FeedItem.objects.create(**seen, key="c", seen="c", state="waiting", title="The bridge", waiting={"entry": {}, "raw": "", "tries": 0})
    world.things |= {"feed": feed, "paused feed": paused}


def documents_of(world: World) -> None:
    """Two tables, one imported, and a file beside a report."""
    lead = make.person(Role.LEAD)
    good = b"text,title\nThe bridge at Orl is closed.,Orl\n,Empty\n"
    held = importing.hold(content=good, name="orl.csv", by=lead, now=make.NOW)
    done = importing.begin(importing.hold(content=good, name="old.csv", by=lead, now=make.NOW), by=lead, now=make.NOW)
    done.results = [
        {"line": 2, "report": world["report"].pk, "created": True, "changed": False},
        {"line": 3, "message": "its text is empty."},
    ]
    done.done, done.ended_at = 2, make.NOW
    done.save()
    kept = attaching.attach(world["report"], content=b"a picture of it", name="wall.png", note="the wall", by=lead, now=make.NOW)
    world.things |= {"table": Named(str(held.uuid)), "imported table": Named(str(done.uuid)), "attachment": Named(str(kept.uuid))}


def rest_of(world: World) -> None:
    asked = lexicon.wanted("add", "it is feared", kind="hedge", level="2")
    world.things["trial"] = lexicon.try_changes(asked, by=world.people[Role.LEAD], now=make.NOW)
    CueTrial.objects.update(at=timezone.now())
    asked = redacting.ask(make.received("The mole at Lorn fell."), reason="an order", by=make.person(Role.ADMIN), now=make.NOW)
    world.things |= {"asked removal": asked, "removal": Named(str(asked.uuid))}
    world.things["topic"] = Topic.objects.create(name="Lorn", slug="lorn")
    world.things["person"] = make.person(Role.ANALYST, username="somebody")
    mail_of(world)
    # What stands here was written by hand; nobody is to read it while a button waits.
    WorkItem.objects.update(state=WorkState.DONE, done_at=make.NOW)
    work.enqueue("read", world["revision"].uuid, version="parked", now=make.NOW)
    WorkItem.objects.filter(input_version="parked").update(state=WorkState.PARKED, last_error="it broke")
    world.things["parked work"] = WorkItem.objects.get(input_version="parked")


def mail_of(world: World) -> None:
    """A digest that may not have arrived, a token, and something to follow."""
    reader = make.person(Role.READER)
    lost = Digest.objects.create(
        person=reader, period_key="daily:2026-03-03", state="uncertain", message_id="<lost@desk>", made_at=make.NOW
    )
    text = make.token(reader)
    joining = inviting.invite("newcomer@desk.example", roles=["reader"], by=world.people["admin"], now=timezone.now())
    world.things |= {
        "lost digest": Named(str(lost.uuid)),
        "token": Named(text[:15]),
        "invitation": Named(str(joining.uuid), inviting.token_of(joining)),
        "target": Named("", following.target_of(world["topic"])),
    }


# ---- how the thing stands to whoever acts


def related(world: World, relation: str, person: Person | None) -> None:
    """Let the world stand to *person* as a row of the table says; inside the savepoint of its case."""
    claim = Claim.objects.filter(pk=world["claim"].pk)
    match relation:
        case "" | "proposed":
            pass
        case "another's":
            claim.update(opened_by=world["other analyst"])
        case "decided":
            pass  # its noun stands for a decided one
        case "settled":
            claim.update(status="confirmed")
        case "deactivated":
            Person.objects.filter(pk=world["person"].pk).update(is_active=False)
        case "dismissed":
            claim.update(status="dismissed")
        case "waits for a reviewer":
            claim.update(accepted_by=world["other analyst"], accepted_at=make.NOW)
        case "their own":
            claim.update(opened_by=person)
        case "accepted by them":
            claim.update(accepted_by=person, accepted_at=make.NOW)
        case "asked by them":
            if person:
                Redaction.objects.filter(pk=world["asked removal"].pk).update(asked_by=person)
        case "edited by them":
            world.again("claim").edited_by.add(*[person] if person else [])
        case "its report entered by them":
            world["claim"].opened_from.report.revisions.update(entered_by=person)
        case "about a source they must not judge":
            if person:
                person.conflicts.add(world["claim"].opened_from.report.publisher)
        case "sent to them":
            Digest.objects.update(person=person or world["person"])
        case "their own token":
            if person:
                Token.objects.filter(token_key=world["token"].pk).update(user=person)
        case "for themselves" | "another's token":
            pass
        case "on their desk":
            on_desk(world, person)
        case "on another's desk":
            on_desk(world, world["other reviewer"])
        case "followed by them":
            if person:
                for thing in ("claim", "source", "topic"):
                    Follow.objects.create(person=person, target=following.target_of(world[thing]), since=make.NOW)
        case "done by them":
            bulk_act(world, person)
        case "read by an older lexicon":
            Reading.objects.filter(current=True).update(engine="rules-0")
        case "noted by them":
            world.things["note"] = Note.objects.create(claim=world["claim"], by=person or world["other analyst"], at=make.NOW, text="Ask.")
        case "kept by them":
            if person:
                SavedFilter.objects.create(person=person, page="tracker_claim", name="mine", query="flag=any", at=make.NOW)
        case _:
            raise ValueError(f"relation {relation!r} is unknown; say what it means in tests/roles/world.py")


def bulk_act(world: World, person: Person | None) -> None:
    """The claim accepted among many a moment ago."""
    by = person or world["other analyst"]
    world.things["bulk act"] = BulkAct.objects.create(verb="accept", by=by, at=timezone.now())
    Claim.objects.filter(pk=world["claim"].pk).update(accepted_by=by, accepted_at=make.NOW)
    BulkLine.objects.create(act=world["bulk act"], claim=world["claim"], version=world.again("claim").version)


def on_desk(world: World, person: Person | None) -> None:
    if person is not None:
        Assignment.objects.create(claim=world["claim"], person=person, by=person, at=make.NOW)
        Claim.objects.filter(pk=world["claim"].pk).update(status="in_review")
