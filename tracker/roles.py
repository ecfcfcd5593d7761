"""Who may do what: the only table of roles for the program. What is not in it is refused."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied

from tracker.terms import Role


class Act(StrEnum):
    """Something a person may be allowed to do. Rules about one claim (four eyes, own claims only) are checked by the services on top."""

    READ = "read"
    REPORT_ADD = "report.add"
    REPORT_REDACT = "report.redact"
    FEED_EDIT = "feed.edit"
    STATEMENT_CORRECT = "statement.correct"
    STATEMENT_WITHDRAW = "statement.withdraw"
    CLAIM_OPEN = "claim.open"
    CLAIM_EDIT = "claim.edit"
    CLAIM_ACCEPT = "claim.accept"
    CLAIM_DISMISS = "claim.dismiss"
    CLAIM_MERGE = "claim.merge"
    CLAIM_SPLIT = "claim.split"
    CLAIM_FOLLOW = "claim.follow"
    CLAIM_NOTE = "claim.note"
    EVIDENCE_DECIDE = "evidence.decide"
    EDGE_DECIDE = "edge.decide"
    FLAG_CLOSE = "flag.close"
    REVIEW_TAKE = "review.take"
    REVIEW_SIGN = "review.sign"
    REVIEW_REOPEN = "review.reopen"
    ASSIGN = "assign"
    SOURCE_EDIT = "source.edit"
    SOURCE_MERGE = "source.merge"
    SOURCE_GRADE = "source.grade"
    TOPIC_EDIT = "topic.edit"
    REPORT_REREAD = "report.reread"
    LEXICON_EDIT = "lexicon.edit"
    EXPORT = "export"
    EXPORT_ALL = "export.all"
    WEBHOOK_MANAGE = "webhook.manage"
    WORK_SEE = "work.see"
    PEOPLE_MANAGE = "people.manage"
    DIGESTS_WATCH = "digests.watch"
    REVIEWERS_EDIT = "reviewers.edit"


READER = {Act.READ, Act.CLAIM_FOLLOW, Act.EXPORT}
ANALYST = READER | {
    Act.REPORT_ADD,
    Act.FEED_EDIT,
    Act.STATEMENT_CORRECT,
    Act.STATEMENT_WITHDRAW,
    Act.EDGE_DECIDE,
    Act.CLAIM_OPEN,
    Act.CLAIM_EDIT,
    Act.CLAIM_ACCEPT,
    Act.CLAIM_DISMISS,
    Act.CLAIM_NOTE,
    Act.SOURCE_EDIT,
    Act.TOPIC_EDIT,
}
REVIEWER = READER | {
    Act.REPORT_ADD,
    Act.STATEMENT_CORRECT,
    Act.STATEMENT_WITHDRAW,
    Act.EVIDENCE_DECIDE,
    Act.EDGE_DECIDE,
    Act.CLAIM_NOTE,
    Act.FLAG_CLOSE,
    Act.REVIEW_TAKE,
    Act.REVIEW_SIGN,
}
LEAD = (
    ANALYST
    | REVIEWER
    | {
        Act.ASSIGN,
        Act.SOURCE_GRADE,
        Act.SOURCE_MERGE,
        Act.CLAIM_MERGE,
        Act.CLAIM_SPLIT,
        Act.REVIEW_REOPEN,
        Act.REPORT_REREAD,
        Act.LEXICON_EDIT,
        Act.EXPORT_ALL,
        Act.WEBHOOK_MANAGE,
        Act.WORK_SEE,
        Act.DIGESTS_WATCH,
        Act.REVIEWERS_EDIT,
    }
)
ADMIN = READER | {Act.REPORT_REDACT, Act.PEOPLE_MANAGE, Act.WORK_SEE, Act.DIGESTS_WATCH, Act.REVIEWERS_EDIT}

TABLE: dict[Role, frozenset[Act]] = {
    Role.READER: frozenset(READER),
    Role.ANALYST: frozenset(ANALYST),
    Role.REVIEWER: frozenset(REVIEWER),
    Role.LEAD: frozenset(LEAD),
    Role.ADMIN: frozenset(ADMIN),
}


class NotAllowed(PermissionDenied):
    """A person tried what their roles do not allow: 403 at every door that does not say it better. ``code`` is stable; the message says what and why."""

    code = "not_allowed"

    def __init__(self, message: str, *, act: Act | None = None) -> None:
        super().__init__(message)
        self.act = act


def roles_of(person: Any) -> frozenset[Role]:
    """The roles of an active person; nobody, anonymous and deactivated people have none. Superuser is not a role. Asked once per request."""
    if person is None or not getattr(person, "is_active", False) or person.pk is None:
        return frozenset()
    cached = getattr(person, "_roles", None)
    if cached is None:
        known = {role.value for role in Role}
        cached = frozenset(Role(group.name) for group in person.groups.all() if group.name in known)
        person._roles = cached
    return cached


def may(person: Any, act: Act) -> bool:
    """Whether any of the person's roles allows *act*."""
    return any(act in TABLE[role] for role in roles_of(person))


def require(person: Any, act: Act) -> None:
    """Raise ``NotAllowed`` unless the person may."""
    if not may(person, act):
        needed = ", ".join(role.value for role, acts in TABLE.items() if act in acts)
        raise NotAllowed(f"{act.value} needs one of these roles: {needed}.", act=act)
