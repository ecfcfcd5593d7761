"""A verdict of an open round leaks nowhere: every address and every printing command says the same whatever was signed, to all but its author.

Nothing is searched for words: the sealed columns are changed under the pages, and whoever must not see them must not notice. An address or a
command that the tables below do not know turns a test red, so that a new one is asked before anybody relies on it.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command, get_commands
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse

from tests import make
from tracker.models import Event, Person, Redaction, Topic
from tracker.services import attaching, feeding, importing, redacting
from tracker.terms import Role, Status
from verification import mail
from verification.models import Decision, Delivery, Draft, Review
from verification.services import assigning, deciding, delivering, digesting, following, reviewing, tallying

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=1)
ONE = {"verdict": "confirmed", "confidence": "high", "number": 2, "reason": "The harbour log says so.", "basis": "Page 40."}
OTHER = {"verdict": "refuted", "confidence": "low", "number": 5, "reason": "Divers found no crater.", "basis": "Their film."}

# What fills the places of an address, by its name. An address without places needs no row.
PLACES: dict[str, Any] = {
    r"admin:(claim_(?!do)\w+|edge_draw)": lambda world: [world.claim.pk],
    r"admin:claim_export": lambda world: [world.claim.pk, "json"],
    r"admin:claims_export": lambda world: ["evidence_csv"],
    r"admin:topic_export": lambda world: [world.topic.pk, "stix"],
    r"admin:claim_do": lambda world: [world.claim.pk, "follow"],
    r"admin:(claim|queue)_do": lambda world: [world.claim.pk, "follow"],
    r"admin:bulk_undo": lambda world: [1],
    r"admin:saved_filters": lambda world: ["tracker_claim"],
    r"admin:edge_decide": lambda world: [world.claim.pk, world.edge.pk, "confirm"],
    r"admin:object_decide": lambda world: [world.claim.pk, 1, "cut"],
    r"admin:(correct_statement|put_right|withdraw_statement)": lambda world: [world.evidence.statement.pk],
    r"admin:(mark_statement|read_again)": lambda world: [world.evidence.statement.reading.revision_id],
    r"admin:withdraw_report": lambda world: [world.evidence.statement.report.pk],
    r"admin:(withdraw_correction|undo_withdrawal|source_flag_close)": lambda world: [1],
    r"admin:(source_\w+|follow_source)": lambda world: [world.source.pk],
    r"admin:follow_topic": lambda world: [world.topic.pk],
    r"admin:tracker_claim_\w+": lambda world: [world.claim.pk],
    r"admin:tracker_statement_\w+": lambda world: [world.evidence.statement.pk],
    r"admin:tracker_report_\w+": lambda world: [world.evidence.statement.report.pk],
    r"admin:tracker_source_\w+": lambda world: [world.source.pk],
    r"admin:tracker_topic_\w+": lambda world: [world.topic.pk],
    r"admin:(tracker_person_\w+|auth_user_password_change)": lambda world: [world.author.pk],
    r"admin:(tracker_workitem_\w+|work_\w+)": lambda world: [1],
    r"admin:lexicon_\w+": lambda world: [1],
    r"admin:(digest|digest_again)": lambda world: [world.digest.uuid],
    r"admin:invitation_\w+": lambda world: ["3fa85f64-5717-4562-b3fc-2c963f66afa6"],
    r"admin:(reviewer|person_standing)": lambda world: [world.people["second"].pk],
    r"welcome": lambda world: ["forged"],
    r"password_reset_confirm": lambda world: ["MQ", "forged-token"],
    r"admin:revoke_token": lambda world: ["0123456789abcde"],
    r"admin:view_on_site": lambda world: [1, world.claim.pk],
    r"admin:app_list": lambda world: ["tracker"],
    r"api:report": lambda world: [world.evidence.statement.report.uuid],
    r"api:topic": lambda world: [world.topic.uuid],
    r"judgement_api:report_\w+": lambda world: [world.evidence.statement.report.uuid],
    r"judgement_api:statement_\w+": lambda world: [world.evidence.statement.uuid],
    r"api:statement(_correct)?": lambda world: [world.evidence.statement.uuid],
    r"(judgement_)?api:source(_record)?": lambda world: [world.source.uuid],
    r"judgement_api:claim\w*": lambda world: [world.claim.uuid],
    r"judgement_api:topic_export": lambda world: [world.topic.uuid],
    r"admin:(verification_webhook_\w+)": lambda world: [world.webhook.pk],
    r"admin:report_table\w*": lambda world: [
        importing.hold(content=b"text\nIt broke.", name="", by=world.people["lead"], now=make.NOW).uuid
    ],
    r"admin:report_document": lambda world: [world.evidence.statement.reading.revision_id],
    r"admin:removal_ask": lambda world: [world.evidence.statement.report.pk],
    r"admin:removal(_confirm|_decline)?": lambda world: [
        (
            Redaction.objects.first()
            or redacting.ask(world.evidence.statement.report, reason="x", by=make.person(Role.ADMIN), now=make.NOW)
        ).uuid
    ],
    r"admin:report_(keep|topics)": lambda world: [world.evidence.statement.report.pk],
    r"admin:attachment": lambda world: [
        attaching.attach(world.evidence.statement.report, content=b"x", name="x", by=world.people["lead"], now=make.NOW).uuid
    ],
    r"admin:tracker_feed_\w+": lambda world: [world.feed.pk],
    r"admin:feed_do": lambda world: [world.feed.pk, "pause"],
    r"api:feed\w*": lambda world: [world.feed.uuid],
    r"admin:webhook_do": lambda world: [world.webhook.pk, "pause"],
    r"judgement_api:webhook\w*": lambda world: [world.webhook.uuid],
    r"judgement_api:delivery_send_again": lambda world: [world.webhook.deliveries.first().uuid],
    r"judgement_api:evidence_\w+": lambda world: [world.evidence.uuid],
    r"judgement_api:edge_\w+": lambda world: [world.edge.uuid],
    r"judgement_api:flag_close": lambda world: [world.flag.uuid],
    r"judgement_api:unfollow": lambda world: ["all"],
    r"unsubscribe": lambda world: [mail.unsubscribe_url(world.other).rstrip("/").rsplit("/", 1)[1]],
}
NOT_ASKED = {
    "admin:logout": "it ends the session that asks",
    "api:schema": "it describes the program and reads no row",
    "api:docs": "likewise",
    "health": "it tells how fast the machine answers and of no row",
}
# Questions that try to get at what is sealed by the side: filters, sorting, searching, counting.
QUESTIONS = [
    "/admin/tracker/claim/?q=harbour+log",
    "/admin/tracker/claim/?status__exact=awaiting_second_signature",
    "/admin/tracker/claim/?rounds__reviews__verdict__exact=refuted",
    "/admin/tracker/claim/?rounds__reviews__reason__contains=crater",
    "/admin/tracker/claim/?stage=all&reviewer=nobody",
    "/admin/search/?s=crater",
    "/admin/queue/?tab=second",
    "/admin/autocomplete/?app_label=verification&model_name=review&field_name=round&term=crater",
    "/api/v1/reviews?verdict=refuted",
    "/api/v1/reviews?verdict=confirmed",
    "/api/v1/events?kind=review.first_signature",
    "/api/v1/events?after=1&limit=200",
    "/api/v1/claims?status=awaiting_second_signature&origins=1",
    "/api/v1/claims?q=dam&as_of=2026-03-05",
    *(f"/api/v1/export?format={name}" for name in ("csv", "evidence_csv", "json", "claimreview", "stix", "misp")),
    "/admin/tracker/claim/1/export/html/",
    "/admin/tracker/claim/1/export/misp/?as_of=2026-03-04",
]
# What a command of ours prints, by its arguments; of the others why it is not asked.
PRINTS: dict[str, list[list[str]]] = {
    "claims": [[], ["--format", "json"], ["--as-of", "2026-03-05"]],
    "export": [
        ["--format", name, "--as", person, "--quiet"]
        for name in ("csv", "evidence_csv", "json", "stix", "misp")
        for person in ("second", "reader")
    ],
    "send_digests": [["--preview", "second"], ["--preview", "admin"]],
}
SILENT = {
    "add_person": "makes an account",
    "backup": "writes the whole database into a file, for whoever runs the machine",
    "compare": "reads no record",
    "import": "reads an archive back",
    "health": "counts rows and prints none of them",
    "import_csv": "takes reports in",
    "import_report": "takes a report in",
    "load_demo": "loads the demo",
    "make_token": "issues a token",
    "read": "reads no record",
    "redact_report": "lists removals that wait, by key and reason",
    "reindex": "writes the index",
    "reread": "reads texts anew",
    "restore": "puts such a file back",
    "serve": "serves",
    "track_record": "prints settled claims for whoever runs the machine",
    "verify_integrity": "tells what is missing by keys and counts",
    "weigh": "reads no record",
}


@dataclass
class World:
    """One claim with a first signature, evidence that others decided on, and everybody who looks at it."""

    claim: Any
    evidence: Any
    flag: Any
    edge: Any
    source: Any
    topic: Any
    digest: Any
    webhook: Any
    feed: Any
    author: Person
    other: Person
    people: dict[str, Person]


@pytest.fixture(autouse=True)
def _unlogged():
    """Hundreds of refusals, each told with its way through the program, would cost more than all that is asked here."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world() -> World:
    author = make.person("reviewer", username="author")
    people = {name: make.person(name, username=name) for name in ("reader", "admin")}
    # These two could still sign, and must not see what others decided on the evidence either.
    people |= {"second": make.person("reviewer", username="second"), "lead": make.person("lead", username="lead")}
    topic = Topic.objects.create(name="Floods", slug="floods")
    claim = make.claim_by_hand("The dam at Lorn may have been mined.", topics=[topic])
    rejected = make.evidence(claim, "corroborates", text="The dam was mined, divers said.", origin="River Guard", now=make.NOW)
    make.evidence(claim, "repeats", text="The dam may have been mined.", origin="Lorn Ministry", level=2, now=make.NOW)
    deciding.accept(rejected, by=author, now=make.NOW, reason="seen")
    for person in people.values():
        following.follow(person, "all", now=make.NOW - timedelta(days=1))
    assigning.assign(claim, person=people["second"], by=people["lead"], now=make.NOW)
    reviewing.sign(claim, by=author, now=make.NOW, **ONE)
    reviewing.save_draft(claim, by=author, fields=ONE, now=make.NOW)
    claim.refresh_from_db()
    assert claim.status == Status.AWAITING_SECOND_SIGNATURE
    edge, publisher = make.edge(rejected.statement, claim.opened_from), rejected.statement.report.publisher
    digest = digesting.prepare(people["reader"], "daily:2026-03-04", now=make.NOW)
    webhook, _ = delivering.make(url="http://93.184.216.34/hook", by=people["lead"], now=make.NOW)
    Delivery.objects.create(webhook=webhook, event=Event.objects.last(), made_at=make.NOW, state="dead", tries=1)
    feed = feeding.add(url="http://93.184.216.34/feed", source="Lorn Post", by=people["lead"], now=make.NOW)
    tallying.count_changed()  # lists go by what is kept, wherever they may
    return World(claim, rejected, make.flag(claim), edge, publisher, topic, digest, webhook, feed, author, people["reader"], people)


def signed_otherwise(world: World) -> None:
    """The first signature with every sealed column changed, as if its author had concluded the opposite."""
    assert Review.objects.filter(round__claim=world.claim).update(**OTHER) == 1
    Draft.objects.filter(claim=world.claim).update(fields=OTHER)


def decided_otherwise(world: World) -> None:
    """The author's decision on the evidence turned round."""
    assert Decision.objects.filter(claim=world.claim).update(ruling="reject", reason="a forged stamp") == 1


def addresses(patterns: Any = None, names: str = "") -> list[str]:
    """The names of every address of the program."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, names + (f"{pattern.namespace}:" if pattern.namespace else ""))
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.append(names + pattern.name)
    return list(dict.fromkeys(found))


def filled(name: str, world: World) -> str:
    """The address of that name about what is sealed."""
    if (plain := address_of(name, [])) is not None:
        return plain
    for shape, places in PLACES.items():
        if re.fullmatch(shape, name) and (found := address_of(name, places(world))) is not None:
            return found
    raise LookupError(
        f"nothing says what stands in the places of {name}; give it a row in PLACES, so that it is asked about a sealed verdict"
    )


def answers_a_look(address: str) -> bool:
    """Whether anything answers there but to a change; the answers of changes are those of the claim's own address."""
    return "GET" in getattr(getattr(resolve(address).func, "cls", None), "rules", {"GET"})


def address_of(name: str, places: list[Any]) -> str | None:
    try:
        return reverse(name, args=places)
    except NoReverseMatch:
        return None


def browser_of(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def said_to(browser: Client, where: list[str]) -> dict[str, tuple[int, str]]:
    """What each address answers, without what differs between any two answers."""
    cache.clear()
    answers = {}
    for address in where:
        answer = browser.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        words = re.sub(r'(csrfmiddlewaretoken" value=|csrfToken: )"\w+"', "", body.decode("utf-8", "replace"))
        answers[address] = answer.status_code, words
    return answers


def printed() -> dict[str, str]:
    """What our commands print."""
    said = {}
    for name, several in PRINTS.items():
        for arguments in several:
            out = StringIO()
            call_command(name, *arguments, stdout=out, stderr=StringIO())
            said[f"{name} {' '.join(arguments)}"] = out.getvalue()
    return said


def mailed(world: World) -> dict[str, str]:
    """The digest that each person would get who has not had theirs yet."""
    composed = {name: digesting.compose(person, now=LATER) for name, person in world.people.items() if name != "reader"}
    assert all(composed.values())
    return {name: f"{one.subject}\n{one.text}\n{one.html}" for name, one in composed.items()}


def differing(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [where for where in before if before[where] != after[where]]


@time_machine.travel(LATER, tick=False)
def test_no_page_no_list_no_answer_and_no_mail_tells_what_was_signed(world):
    where = [address for name in addresses() if name not in NOT_ASKED and answers_a_look(address := filled(name, world))] + QUESTIONS
    browsers = {name: browser_of(person) for name, person in {**world.people, "author": world.author}.items()}
    before = {name: said_to(browser, where) for name, browser in browsers.items()}
    mails, prints = mailed(world), printed()
    signed_otherwise(world)
    after = {name: said_to(browser, where) for name, browser in browsers.items()}
    assert {name: differing(before[name], after[name]) for name in world.people} == {name: [] for name in world.people}
    assert differing(mails, mailed(world)) == []
    assert differing(prints, printed()) == []
    # Its author sees it: what is compared above does hold verdicts.
    own = differing(before["author"], after["author"])
    assert {reverse("admin:tracker_claim_change", args=[world.claim.pk]), reverse("judgement_api:reviews")} <= set(own)

    decided_otherwise(world)
    turned = {name: said_to(browsers[name], where) for name in ("second", "lead", "reader")}
    assert {name: differing(after[name], turned[name]) for name in ("second", "lead")} == {"second": [], "lead": []}
    assert reverse("admin:tracker_claim_change", args=[world.claim.pk]) in differing(after["reader"], turned["reader"])
    now_mailed = mailed(world)
    assert {name: now_mailed[name] == mails[name] for name in ("second", "lead")} == {"second": True, "lead": True}


def test_the_log_of_a_first_signature_is_the_same_whatever_it_says():
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    written = []
    for signature in (ONE, OTHER):
        with transaction.atomic():
            reviewing.sign(claim, by=reviewer, now=make.NOW, **signature)
            fields = ("kind", "subject", "actor", "before", "after", "reason")
            written.append(list(Event.objects.filter(claim=claim).values_list(*fields)))
            transaction.set_rollback(True)
    assert written[0] == written[1]
    assert any(kind == "review.first_signature" for kind, *_ in written[0])


def test_every_address_of_the_program_is_asked(world):
    assert [name for name in addresses() if name not in NOT_ASKED and not filled(name, world)] == []


def test_every_command_that_prints_the_record_is_asked():
    ours = {name for name, app in get_commands().items() if app in ("tracker", "verification")}
    assert ours - set(PRINTS) - set(SILENT) == set(), "say in PRINTS how it is asked, or in SILENT why it prints nothing of the record"
    assert set(PRINTS) | set(SILENT) <= ours
