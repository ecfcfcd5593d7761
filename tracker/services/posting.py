"""Single letters to one person, such as an invitation: offered by the queue of record until the mail server has taken one. What they say lives beside.

A letter may come twice where the server's answer was lost; unlike a digest it does no harm, and one that never came would.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from tracker.work import Follow

log = logging.getLogger(__name__)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)


def offer(to: str, subject: str, template: str, **words: object) -> str:
    """Offer one letter to the server. Empty when it was taken, else why not."""
    body = render_to_string(template, {**words, "public_url": settings.PUBLIC_URL})
    message = EmailMessage(" ".join(subject.split()), body, to=[to], headers={"Auto-Submitted": "auto-generated"})
    try:
        message.send()
    except Exception as error:
        log.warning("a letter was not taken (%s)", type(error).__name__)
        return f"{type(error).__name__}: {error}"
    return ""


def again(kind: str, subject: str, *, now: datetime, until: datetime) -> list[Follow]:
    """The step that offers it once more, ever later; none after *until*. The subject ends in the number of the try: "…/3"."""
    stem, _, number = subject.rpartition("/")
    tried = int(number)
    due = now + min(FIRST_WAIT * 2**tried, LONGEST_WAIT)
    return [Follow(kind, f"{stem}/{tried + 1}", due_at=due)] if due < until else []
