"""Invitations: an address is asked to join in some roles; whoever has the mail makes the account, once, within seven days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from tracker import work
from tracker.errors import Refused
from tracker.events import record
from tracker.models import Invitation, Person
from tracker.roles import Act, require
from tracker.services import posting
from tracker.services.preferences import zone_named
from tracker.terms import Role

VALID_FOR = timedelta(days=7)
SALT = "tracker.invitation"
KIND = "invitation"


@transaction.atomic
def invite(email: str, *, roles: Iterable[str], by: Person, now: datetime) -> Invitation:
    """Ask an address to join. One open invitation an address; one that ran out is renewed by another."""
    require(by, Act.PEOPLE_MANAGE)
    email, wanted = address(email), roles_named(roles)
    if known := Person.objects.filter(email__iexact=email, is_active=True).first():
        raise Refused("has_account", f"{email} belongs to {known} already; change their roles under People.", field="email")
    standing = Invitation.objects.select_for_update().open().filter(email__iexact=email).first()
    if standing is not None and standing.expires_at > now:
        raise Refused("invited", f"{email} was invited on {standing.at:%-d %B %Y} already; send that one again.", field="email")
    if standing is not None:
        end(standing, now=now)
    made = Invitation.objects.create(email=email, roles=wanted, by=by, at=now, expires_at=now + VALID_FOR)
    record("invitation.sent", made, now=now, actor=by, after={"roles": wanted})
    leave_to_mail(made, now=now)
    return made


def address(text: str) -> str:
    """A mail address, or ``Refused``."""
    email = text.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise Refused("email", f"{email[:80]!r} is not a mail address; write name@host.", field="email") from None
    if len(email) > 254:
        raise Refused("email", "a mail address has at most 254 characters.", field="email")
    return email


def roles_named(roles: Iterable[str]) -> list[str]:
    """The roles in their usual order; at least one."""
    wanted, known = set(roles), [role.value for role in Role]
    if unknown := sorted(wanted - set(known)):
        raise Refused("roles", f"{unknown[0][:40]!r} is no role; use {', '.join(known)}.", field="roles")
    if not wanted:
        raise Refused("roles", "choose at least one role; without one nobody can sign in.", field="roles")
    return [role for role in known if role in wanted]


@transaction.atomic
def send_again(invitation: Invitation, *, by: Person, now: datetime) -> Invitation:
    """Mail it anew with another link, good for seven days from now; the older link is void."""
    require(by, Act.PEOPLE_MANAGE)
    standing = still_open(invitation)
    standing.issue, standing.expires_at, standing.mailed_at = standing.issue + 1, now + VALID_FOR, None
    standing.save(update_fields=["issue", "expires_at", "mailed_at"])
    record("invitation.sent_again", standing, now=now, actor=by)
    leave_to_mail(standing, now=now)
    return standing


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Person, now: datetime) -> Invitation:
    """Its link opens nothing any more."""
    require(by, Act.PEOPLE_MANAGE)
    standing = still_open(invitation)
    end(standing, now=now)
    record("invitation.withdrawn", standing, now=now, actor=by)
    return standing


def still_open(invitation: Invitation) -> Invitation:
    """The invitation under lock, or ``Refused`` where it was taken up or withdrawn."""
    standing = Invitation.objects.select_for_update().open().filter(pk=invitation.pk).first()
    if standing is None:
        raise Refused("invitation_ended", "this invitation was taken up or withdrawn already.")
    return standing


def end(invitation: Invitation, *, now: datetime) -> None:
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])


# ---- the mail
def leave_to_mail(invitation: Invitation, *, now: datetime) -> None:
    work.enqueue(KIND, f"{invitation.uuid.hex}/{invitation.issue}/1", now=now)


def mail_out(subject: str, *, now: datetime) -> str | None:
    """The errand: offer the mail. None when there is nothing to mail any more, empty when it was taken, else why not."""
    invitation = meant(subject, now=now)
    if invitation is None:
        return None
    link = f"{settings.PUBLIC_URL}{reverse('welcome', args=[token_of(invitation)])}"
    return posting.offer(
        invitation.email, f"{invitation.by} invites you to Claim Tracker", "tracker/mail/invitation.txt", invitation=invitation, link=link
    )


def mailed(subject: str, *, now: datetime, brought: str | None) -> list[work.Follow]:
    """The step after the errand: note that it went out, or offer it again later."""
    invitation = meant(subject, now=now)
    if invitation is None or brought is None:
        return []
    if brought:
        return posting.again(KIND, subject, now=now, until=invitation.expires_at)
    invitation.mailed_at = now
    invitation.save(update_fields=["mailed_at"])
    return []


def meant(subject: str, *, now: datetime) -> Invitation | None:
    """The invitation of a step, if its issue is still the newest."""
    name, issue, _ = subject.split("/")
    return Invitation.objects.valid(now=now).select_related("by").filter(uuid=UUID(name), issue=int(issue), mailed_at=None).first()


# ---- the link
def token_of(invitation: Invitation) -> str:
    return signing.Signer(salt=SALT).sign(f"{invitation.uuid.hex}.{invitation.issue}")


def invitation_of(token: str, *, now: datetime) -> Invitation | None:
    """The invitation that a link is good for; None for one that is forged, void, used or out of date, without telling which."""
    try:
        name, _, issue = signing.Signer(salt=SALT).unsign(token).partition(".")
    except signing.BadSignature:
        return None
    return Invitation.objects.valid(now=now).filter(uuid=UUID(name), issue=int(issue)).first()


@transaction.atomic
def take_up(token: str, *, username: str, name: str, password: str, time_zone: str, now: datetime) -> Person:
    """Make the account that an invitation is for, once."""
    found = invitation_of(token, now=now)
    invitation = Invitation.objects.select_for_update().valid(now=now).filter(pk=found.pk).first() if found else None
    if invitation is None:
        raise Refused("invitation_ended", "this link is good for nothing any more; ask whoever invited you for another one.")
    first, _, last = " ".join(name.replace("\x00", "").split()).partition(" ")
    person = Person(username=username.strip(), first_name=first, last_name=last, email=invitation.email, time_zone=zone_named(time_zone))
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused("account", messages[0], field="name" if field in ("first_name", "last_name") else field) from None
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused("password", " ".join(error.messages), field="password") from None
    person.set_password(password)
    person.save()
    person.groups.set(Group.objects.filter(name__in=invitation.roles))
    invitation.taken_at, invitation.person = now, person
    invitation.save(update_fields=["taken_at", "person"])
    record("invitation.taken_up", invitation, now=now, actor=person, after={"username": person.username, "roles": invitation.roles})
    return person
