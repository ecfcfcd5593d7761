"""What no form of ours would send: the desk answers with a page of its own, never with an error of the program."""

import pytest
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db

HUGE = "9" * 40


@pytest.mark.parametrize(
    "path",
    [
        f"tracker/claim/{HUGE}/change/",
        "tracker/claim/-1/change/",
        "tracker/claim/x%00y/change/",
        "tracker/claim/²/change/",
        f"tracker/claim/{HUGE}/do/accept/",
        "tracker/claim/1/do/destroy/",
        f"tracker/claim/add/?statement={HUGE}",
        "tracker/claim/add/?statement=²",
        f"tracker/report/{HUGE}/change/",
        "tracker/report/zzz/change/",
        "tracker/statement/0/change/",
        f"tracker/source/{HUGE}/change/",
        "tracker/claim/?q=%00",
        f"tracker/claim/?q=%23{HUGE}",
        f"tracker/claim/?reviewer={HUGE}",
        "tracker/claim/?reviewer=²",
        "tracker/claim/?stage=none&flag=none",
        "tracker/claim/?p=zzz",
        "tracker/claim/?level_first__exact=zzz",
        "tracker/report/?q=%00",
        "queue/?tab=zzz&p=zzz",
        f"queue/?p={HUGE}",
        "inflations/?p=-1&closed=zzz",
        "me/?preview=zzz",
    ],
)
def test_a_strange_address_is_answered(client, path):
    client.force_login(make.person("lead"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/admin/{path}").status_code in (200, 302, 400, 404)


@pytest.mark.parametrize("junk", ["", HUGE, "²", "-1", "\x00", "x" * 5000])
@pytest.mark.parametrize(
    "act", ["accept", "dismiss", "edit", "take", "give_back", "assign", "sign", "reopen", "decide", "close_flag", "set_topics"]
)
def test_a_strange_form_is_refused_or_done(client, act, junk):
    client.force_login(make.person("lead"), backend="django.contrib.auth.backends.ModelBackend")
    claim = make.claim_by_hand()
    fields = (
        "version",
        "seen",
        "person",
        "due",
        "verdict",
        "confidence",
        "number",
        "evidence",
        "flag",
        "ruling",
        "relation",
        "topics",
        "reason",
        "text",
        "next",
    )
    answer = client.post(reverse("admin:claim_do", args=[claim.pk, act]), dict.fromkeys(fields, junk))
    assert answer.status_code in (200, 302, 403, 412, 422)
    sent = {"claims": [junk], "act": junk, "next": junk}
    assert client.post(reverse("admin:decide_proposed"), sent).status_code == 302


@pytest.mark.parametrize("junk", ["\x00", HUGE, "²"])
def test_a_strange_report_is_refused(client, junk):
    client.force_login(make.person("lead"), backend="django.contrib.auth.backends.ModelBackend")
    sent = {"text": "The dam broke.", "title": junk, "publisher": junk, "published": junk, "url": junk}
    assert client.post(reverse("admin:add_report"), sent).status_code == 422
