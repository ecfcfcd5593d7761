"""Forgotten passwords: whoever asks gets the same answer, and a mail only where the address belongs to somebody who may sign in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from tracker import work
from tracker.models import Person, WorkItem
from tracker.roles import roles_of
from tracker.services import posting

KIND = "reset"
SALT = "tracker.resetting"
AN_HOUR = timedelta(hours=1)
PER_ADDRESS, PER_CALLER = 3, 30  # an hour; beyond them nothing is mailed and nothing is said


def ask(email: str, *, caller: str, now: datetime) -> None:
    """Leave a step for this address, whether or not it is anybody's. *caller*: from where it was asked.

    Neither address nor caller is stored, only what they are known again by.
    """
    who, whence = known_by(email), known_by(caller)
    asked = WorkItem.objects.filter(kind=KIND, created_at__gt=now - AN_HOUR)
    if asked.filter(subject__startswith=f"{who}/", input_version__contains=".").count() >= PER_ADDRESS:
        return
    if asked.filter(input_version__startswith=f"{whence}.").count() >= PER_CALLER:
        return
    work.enqueue(KIND, f"{who}/1", now=now, version=f"{whence}.{now.timestamp():.3f}")


def known_by(text: str) -> str:
    """What an address is recognised by, without telling it."""
    return salted_hmac(SALT, text.strip().casefold(), algorithm="sha256").hexdigest()[:32]


def mail_out(subject: str, *, now: datetime) -> str | None:
    """The errand: mail a link to everybody with this address who may sign in. None when there is nobody, empty when taken, else why not."""
    who = subject.partition("/")[0]
    people = [person for person in Person.objects.filter(is_active=True).exclude(email="") if known_by(person.email) == who]
    people = [person for person in people if roles_of(person) and person.has_usable_password()]
    heading, template = "Your password for Claim Tracker", "tracker/mail/reset.txt"
    answers = [posting.offer(person.email, heading, template, person=person, link=link_for(person)) for person in people]
    return next((answer for answer in answers if answer), "") if people else None


def mailed(subject: str, *, now: datetime, brought: str | None) -> list[work.Follow]:
    """The step after the errand: offer it again for an hour."""
    first = WorkItem.objects.filter(kind=KIND, subject=f"{subject.partition('/')[0]}/1").order_by("-created_at").first()
    return posting.again(KIND, subject, now=now, until=first.created_at + AN_HOUR) if brought and first else []


def link_for(person: Person) -> str:
    key = urlsafe_base64_encode(force_bytes(person.pk))
    return settings.PUBLIC_URL + reverse("password_reset_confirm", args=[key, default_token_generator.make_token(person)])
