"""A record that came back from a backup mails nothing that may have been mailed since, and lets nobody in who was signed in then."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.core import mail

from tests import make
from tests.verification.test_digest_steps import follower
from tracker.models import Event
from tracker.terms import DigestState
from verification.models import Digest
from verification.services import digesting, sending
from verification.services.returning import settle_after_return

pytestmark = pytest.mark.django_db


def test_a_mail_that_waited_when_the_backup_was_made_is_in_doubt_and_not_sent(now):
    follower(now)
    make.claim_by_hand(now=now)
    [waiting] = digesting.prepare_due(now=now)
    settled = settle_after_return(made_at=now, now=now)
    sending.send_pending(now=now)
    waiting.refresh_from_db()
    assert (settled.doubted, waiting.state, mail.outbox) == (1, DigestState.UNCERTAIN, [])
    assert "came back from a backup of 2026-03-04 12:00 UTC" in waiting.last_error
    assert settle_after_return(made_at=now, now=now).doubted == 0
    assert Digest.objects.count() == 1


def test_everybody_signs_in_anew_and_the_log_says_why(now, client):
    client.force_login(make.person("lead"))
    assert Session.objects.exists()
    settle_after_return(made_at=now, now=now)
    assert not Session.objects.exists()
    assert Event.objects.get(kind="backup.restored").after == {"made_at": now.isoformat(), "mails_in_doubt": 0}
