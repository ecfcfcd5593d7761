"""Tokens for programs: issued once, shown once, withdrawn at any time. No HTTP here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from tracker import events
from tracker.errors import Refused
from tracker.models import Person, Token
from tracker.roles import Act, require
from tracker.terms import Scope

MAX_DAYS = 366


def issue(
    *, person: Person, scopes: Iterable[str], days: int, now: datetime, by: Person | None = None, note: str = ""
) -> tuple[Token, str]:
    """A new token of *person* and its text, which is kept nowhere. *by* None is whoever runs the server's commands."""
    require_right_to(person, by)
    wanted = list(dict.fromkeys(scopes))
    known = [scope.value for scope in Scope]
    if unknown := [scope for scope in wanted if scope not in known]:
        raise Refused("unknown_scope", f"scope {unknown[0]!r} is unknown; use {', '.join(known)}.", field="scopes")
    if not wanted:
        raise Refused("no_scope", f"a token without a scope opens nothing; use {', '.join(known)}.", field="scopes")
    if not 1 <= days <= MAX_DAYS:
        raise Refused("days_out_of_range", f"a token lasts 1 to {MAX_DAYS} days, not {days}.", field="days")
    if not person.is_active:
        raise Refused("person_inactive", f"{person.username} is deactivated; activate the account first.", field="person")
    digest, text = get_digest_token()
    expiry, note = now + timedelta(days=days), note[:120]
    with transaction.atomic():
        token = Token(digest=digest, token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH], user=person, expiry=expiry, scopes=wanted, note=note)
        token.save(force_insert=True)
        events.record("token.issued", person, now=now, actor=by, after={"scopes": wanted, "expires": expiry.isoformat(), "note": note})
    return token, text


def require_right_to(person: Person, by: Person | None) -> None:
    """Tokens are one's own; an administrator withdraws anybody's."""
    if by is not None:
        require(by, Act.READ if by.pk == person.pk else Act.PEOPLE_MANAGE)


def withdraw(*, token: Token, now: datetime, by: Person | None = None) -> None:
    """The token opens nothing from now on. Safe to repeat."""
    require_right_to(token.user, by)
    with transaction.atomic():
        gone, _ = Token.objects.filter(pk=token.pk).delete()
        if gone:
            events.record("token.withdrawn", token.user, now=now, actor=by, before={"scopes": token.scopes, "note": token.note})
