"""What must hold after a run. Everything expected comes from the plan and the mailboxes; the tables are read by SQL, past the program."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tests.faults.clients import Clients, address_of
from tests.faults.ground import Ground
from tests.faults.plan import FOLLOWERS, Plan, Sent, relations

URGENT = ("contradicted", "certainty_inflated", "retracted", "disputed")
TOLD_DAILY = ("claim.opened", "evidence.suggested", "flag.raised")


@dataclass(frozen=True, slots=True)
class Rule:
    """One promise: what it is, how many times it was kept, and what broke it."""

    name: str
    checked: int
    broken: tuple[str, ...]


def all_rules(ground: Ground, plan: Plan, clients: Clients) -> list[Rule]:
    return [
        *stored_once(ground, plan, clients),
        *claims_and_pairs(ground, plan, clients),
        nothing_left(ground),
        done_once(ground, clients),
        *mail_rules(ground),
    ]


def stored_once(ground: Ground, plan: Plan, clients: Clients) -> Iterable[Rule]:
    """What was acknowledged is there once, word for word, in one revision with one current reading."""
    stored: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for url, uuid, text, readings in ground.rows(
        "SELECT r.canonical_url, r.uuid::text, v.text, (SELECT count(*) FROM tracker_reading g WHERE g.revision_id = v.id AND g.current)"
        " FROM tracker_report r JOIN tracker_revision v ON v.report_id = r.id"
    ):
        stored[url].append((uuid, text, readings))
    wrong = []
    for report in plan.reports:
        if report.key not in clients.acknowledged:
            wrong.append(f"{report.key} was never acknowledged")
            continue
        rows = stored[address_of(report)]
        if len(rows) != 1:
            wrong.append(f"{report.key} is stored {len(rows)} times")
        elif rows[0][0] != clients.acknowledged[report.key]:
            wrong.append(f"{report.key} is another report than the one acknowledged")
        elif rows[0][1].strip() != report.text:
            wrong.append(f"{report.key} has other words than were sent")
        elif rows[0][2] != 1:
            wrong.append(f"{report.key} has {rows[0][2]} current readings")
    yield Rule("acknowledged reports stored once and read once", len(plan.reports), tuple(wrong))
    known = {address_of(report) for report in plan.reports}
    yield Rule("no report that nobody sent", len(stored), tuple(url for url in stored if url not in known))


def claims_and_pairs(ground: Ground, plan: Plan, clients: Clients) -> Iterable[Rule]:
    """One claim a proposition; each other report of it one evidence; nothing set against what it does not speak of."""
    by_url = {address_of(report): report for report in plan.reports}
    of_statement: dict[int, Sent] = {}
    for statement, url in ground.rows(
        "SELECT s.id, r.canonical_url FROM tracker_statement s JOIN tracker_reading g ON g.id = s.reading_id"
        " JOIN tracker_revision v ON v.id = g.revision_id JOIN tracker_report r ON r.id = v.report_id WHERE g.current AND s.check_worthy"
    ):
        if url in by_url:
            of_statement[statement] = by_url[url]
    opened: dict[str, list[tuple[int, Sent]]] = defaultdict(list)
    strange = []
    for claim, statement, text in ground.rows("SELECT id, opened_from_id, text FROM tracker_claim WHERE merged_into_id IS NULL"):
        report = of_statement.get(statement)
        if report is None:
            strange.append(f"“{text}” was opened from no report of the plan")
        else:
            opened[report.proposition].append((claim, report))
    expected = plan.propositions()
    wrong = [f"{name}: {len(opened[name])} claims" for name in expected if len(opened[name]) != 1]
    yield Rule("one claim for each proposition", len(expected), (*wrong, *strange))

    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for claim, statement, relation in ground.rows(
        "SELECT claim_id, statement_id, relation FROM verification_evidence WHERE retired_at IS NULL"
    ):
        report = of_statement.get(statement)
        found[claim, report.key if report else f"statement {statement}"].append(relation)
    missing, doubled, mistaken, pairs = [], [], [], 0
    meant: set[tuple[int, str]] = set()
    for name, reports in expected.items():
        for claim, opening in opened[name]:
            for other in reports:
                if other.key == opening.key:
                    continue
                pairs += 1
                meant.add((claim, other.key))
                rows = found.get((claim, other.key), [])
                if not rows:
                    missing.append(f"{name}: {other.key} was never set against it")
                elif len(rows) > 1:
                    doubled.append(f"{name}: {other.key} stands {len(rows)} times")
                elif rows[0] not in relations(opening, other):
                    mistaken.append(f"{name}: {other.key} {rows[0]}, not {' or '.join(relations(opening, other))}")
        if not opened[name]:
            missing += [f"{name}: {other.key} has no claim" for other in reports[1:]]
            pairs += len(reports) - 1
    extra = [f"claim {claim}: {key} {', '.join(rows)}" for (claim, key), rows in found.items() if (claim, key) not in meant]
    yield Rule("expected pairs missing", pairs, tuple(missing))
    yield Rule("pairs that nobody expects", len(found), tuple(extra))
    yield Rule("pairs doubled", pairs, tuple(doubled))
    yield Rule("pairs with the wrong relation", pairs, tuple(mistaken))


def nothing_left(ground: Ground) -> Rule:
    rows = ground.rows("SELECT kind, subject, state, attempts, expiries, last_error FROM tracker_workitem WHERE state <> 'done'")
    total = ground.rows("SELECT count(*) FROM tracker_workitem")[0][0]
    return Rule("nothing left to do and nothing parked", total, tuple(f"{row[0]} {row[1]} {row[2]}: {row[5][:120]}" for row in rows))


def done_once(ground: Ground, clients: Clients) -> Rule:
    """The suite's own step, which must take effect exactly once for each revision."""
    counted = Counter(subject for (subject,) in ground.rows("SELECT subject FROM faults_tally"))
    revisions = {uuid for (uuid,) in ground.rows("SELECT uuid::text FROM tracker_revision")}
    wrong = [f"revision {uuid}: {counted[uuid]} times" for uuid in sorted(revisions | set(counted)) if counted[uuid] != 1]
    return Rule("a step that may not be repeated took effect once", len(revisions), tuple(wrong))


def mail_rules(ground: Ground) -> Iterable[Rule]:
    """The mailboxes against what was decided to send."""
    taken = Counter(mail.message_id for mail in ground.sink.taken)
    yield Rule("no mail twice", len(taken), tuple(f"{key} came {n} times" for key, n in taken.items() if n > 1))
    states = {row[0]: row[1:] for row in ground.rows("SELECT message_id, state, person_id, id FROM verification_digest")}
    lost = [f"{key} was marked sent and never came" for key, row in states.items() if row[0] == "sent" and not taken[key]]
    yield Rule("what is marked sent is in the mailbox", len(states), tuple(lost))
    uncalled = [
        f"{key} came and is {states[key][0] if key in states else 'unknown'}"
        for key in taken
        if key not in states or states[key][0] not in ("sent", "uncertain")
    ]
    yield Rule("what is in a mailbox is marked sent or uncertain", len(taken), tuple(uncalled))
    open_ = [f"{key} is {row[0]}" for key, row in states.items() if row[0] in ("pending", "sending", "rejected")]
    yield Rule("no digest is left half done", len(states), tuple(open_))
    yield _everybody_told(ground, taken)


def _everybody_told(ground: Ground, taken: Counter[str]) -> Rule:
    """Each flag reached each follower: its line stands in a mail that came, or in one that a mail that came has told of."""
    rows = ground.rows("SELECT id, message_id, state, announced_in_id FROM verification_digest")
    mails = {key: (message_id, state, told_in) for key, message_id, state, told_in in rows}
    people = {name: key for key, name in ground.rows("SELECT id, username FROM tracker_person")}
    told: dict[tuple[int, int], list[int]] = defaultdict(list)
    for person, event, digest in ground.rows("SELECT person_id, event_id, digest_id FROM verification_digestline"):
        told[person, event].append(digest)

    def came(digest: int | None) -> bool:
        return digest is not None and (bool(taken[mails[digest][0]]) or came(mails[digest][2]))

    events = ground.rows(
        "SELECT id, kind, after ->> 'kind', after ->> 'relation' FROM tracker_event WHERE kind = ANY(%s)", list(TOLD_DAILY)
    )
    wrong, checked = [], 0
    for name, cadence, _ in FOLLOWERS:
        for event, kind, flag, relation in events:
            if cadence == "at_once" and not (kind == "flag.raised" and flag in URGENT):
                continue
            if kind == "evidence.suggested" and relation == "none":
                continue
            checked += 1
            lines = told[people[name], event]
            if len(lines) != 1:
                wrong.append(f"{name}: event {event} ({kind} {flag or ''}) has {len(lines)} lines")
            elif not came(lines[0]):
                key, state, _ = mails[lines[0]]
                wrong.append(
                    f"{name}: event {event} ({kind} {flag or ''}) stands in {key}, which is {state}, never came and was not told of"
                )
    return Rule("each flag and each news told to each follower", checked, tuple(wrong))
