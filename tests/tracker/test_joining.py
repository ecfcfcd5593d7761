"""Invitations by mail and forgotten passwords: one link, one use, the same answer to everybody who has no right to another."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import make
from tracker import work
from tracker.errors import Refused
from tracker.models import Event, Invitation, Person, WorkItem
from tracker.roles import NotAllowed
from tracker.services import inviting, resetting

pytestmark = pytest.mark.django_db
CHOSEN = {
    "username": "rui",
    "name": "Rui Costa",
    "password": "seven grey herons",
    "password_again": "seven grey herons",
    "time_zone": "Europe/Lisbon",
}


@pytest.fixture
def admin():
    return make.person("admin")


def invited(admin, email="rui@desk.example", roles=("reviewer",), now=None):
    return inviting.invite(email, roles=roles, by=admin, now=now or timezone.now())


def link_in(message) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", message.body)[1]


def mailed():
    work.run_until_idle()
    return list(outbox.outbox)


def test_an_invitation_is_mailed_and_taken_up_once(admin):
    invited(admin, roles=["lead", "analyst"])
    [message] = mailed()
    assert message.to == ["rui@desk.example"]
    assert "as analyst and lead" in message.body
    page, browser = link_in(message), Client()
    assert browser.get(page).status_code == 200
    assert not Person.objects.filter(username="rui").exists()  # looking changes nothing
    answer = browser.post(page, CHOSEN, follow=True)
    assert "Sign in as rui" in answer.content.decode()
    rui = Person.objects.get(username="rui")
    assert (rui.email, rui.first_name, rui.time_zone) == ("rui@desk.example", "Rui", "Europe/Lisbon")
    assert set(rui.groups.values_list("name", flat=True)) == {"lead", "analyst"}
    assert browser.login(username="rui", password="seven grey herons", request=answer.wsgi_request)
    for again in (browser.get(page), browser.post(page, {**CHOSEN, "username": "other"})):
        assert again.status_code == 410
    assert Person.objects.filter(email="rui@desk.example").count() == 1
    assert "rui@desk.example" not in str(list(Event.objects.values("after", "before", "reason", "subject")))


@pytest.mark.parametrize("why", ["forged", "another issue", "ran out", "withdrawn", "nonsense"])
def test_a_link_that_is_good_for_nothing_gets_one_and_the_same_page(admin, why):
    invitation = invited(admin)
    token = inviting.token_of(invitation)
    match why:
        case "forged":
            token = token[:-3] + ("AAA" if token[-3:] != "AAA" else "BBB")
        case "another issue":
            inviting.send_again(invitation, by=admin, now=timezone.now())
        case "ran out":
            Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        case "withdrawn":
            inviting.withdraw(invitation, by=admin, now=timezone.now())
        case "nonsense":
            token = "%00" * 5 + "x" * 500
    answer = Client().post(f"/welcome/{token}/", CHOSEN)
    assert answer.status_code == 410
    assert "It was used already, has run out, or was taken back." in answer.content.decode()
    assert not Person.objects.filter(username="rui").exists()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"username": "somebody"}, "already exists"),
        ({"username": "a b<"}, "valid username"),
        ({"username": ""}, "cannot be blank"),
        ({"password": "12345678", "password_again": "12345678"}, "numeric"),
        ({"password": "rui-costa", "password_again": "rui-costa", "username": "rui-costa"}, "too similar"),
        ({"password_again": "seven grey heron"}, "not the same"),
        ({"time_zone": "Mars/Olympus"}, "unknown"),
    ],
)
def test_what_is_not_right_is_said_and_the_link_stays_good(admin, changed, told):
    make.person("reader", username="somebody")
    page = reverse("welcome", args=[inviting.token_of(invited(admin))])
    answer = Client().post(page, {**CHOSEN, **changed})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Client().post(page, CHOSEN).status_code == 302


def test_sending_again_mails_another_link_and_taking_back_mails_nothing(admin):
    invitation = invited(admin)
    first = link_in(mailed()[0])
    inviting.send_again(invitation, by=admin, now=timezone.now())
    second = link_in(mailed()[1])
    assert first != second
    assert [Client().get(page).status_code for page in (first, second)] == [410, 200]
    inviting.withdraw(invitation, by=admin, now=timezone.now())
    assert len(mailed()) == 2
    with pytest.raises(Refused, match="taken up or withdrawn"):
        inviting.send_again(invitation, by=admin, now=timezone.now())


@pytest.mark.parametrize(
    ("email", "roles", "field"),
    [
        ("rui", ["reader"], "email"),
        ("rui@desk.example\nBcc: all@desk.example", ["reader"], "email"),
        ("r" * 250 + "@desk.example", ["reader"], "email"),
        ("rui@desk.example", [], "roles"),
        ("rui@desk.example", ["emperor"], "roles"),
        ("TAKEN@desk.example", ["reader"], "email"),
        ("waits@desk.example", ["reader"], "email"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused_by_name(admin, email, roles, field):
    make.person("reader").email = ""
    Person.objects.filter(pk=make.person("reader").pk).update(email="taken@desk.example")
    invited(admin, "Waits@desk.example")
    with pytest.raises(Refused) as refusal:
        invited(admin, email, roles)
    assert refusal.value.field == field
    assert Invitation.objects.count() == 1


def test_one_that_ran_out_gives_way_to_another(admin):
    now = timezone.now()
    invited(admin, now=now - timedelta(days=8))
    invited(admin, now=now)
    assert Invitation.objects.valid(now=now).count() == 1


@pytest.mark.parametrize("role", ["lead", "reviewer", "reader"])
def test_only_administrators_invite(role):
    with pytest.raises(NotAllowed):
        invited(make.person(role))
    assert not Invitation.objects.exists()


def test_a_server_that_is_away_is_tried_again_until_it_takes_the_mail(admin, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1
    now = timezone.now()
    invitation = invited(admin, now=now)
    work.run_until_idle(now=now)
    assert Invitation.objects.get().mailed_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    work.run_until_idle(now=now + timedelta(minutes=2))
    assert len(outbox.outbox) == 1
    invitation.refresh_from_db()
    assert invitation.mailed_at is not None
    assert not WorkItem.objects.exclude(state="done").exists()


def test_an_administrator_invites_and_takes_back_on_the_desk(client, admin):
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:invitations")
    assert client.post(address, {"email": "rui"}).status_code == 422
    page = client.post(address, {"email": "rui@desk.example", "roles": ["reader"]}, follow=True).content.decode()
    assert "rui@desk.example is invited" in page
    invitation = Invitation.objects.get()
    for name, told in (("invitation_resend", "older mail is void"), ("invitation_withdraw", "opens nothing")):
        page = client.post(reverse(f"admin:{name}", args=[invitation.uuid]), follow=True).content.decode()
        assert told in page
    page = client.post(reverse("admin:invitation_withdraw", args=[invitation.uuid]), follow=True).content.decode()
    assert "taken up or withdrawn already" in page


# ---- forgotten passwords


def ask(email, **where):
    return Client(**where).post(reverse("admin_password_reset"), {"email": email})


def test_a_link_is_mailed_and_sets_a_new_password_once():
    person = make.person("reader")
    ask(person.email.upper())
    [message] = mailed()
    page, browser = link_in(message), Client()
    form = browser.get(page, follow=True)
    sent = {"new_password1": "seven grey herons", "new_password2": "seven grey herons"}
    assert "Sign in with it." in browser.post(form.redirect_chain[-1][0], sent, follow=True).content.decode()
    person.refresh_from_db()
    assert person.check_password("seven grey herons")
    again = Client().get(page, follow=True).content.decode()
    assert "good for nothing any more" in again


@pytest.mark.parametrize("who", ["nobody", "deactivated", "without a role", "nonsense"])
def test_the_answer_is_the_same_for_every_address(who):
    known, other = make.person("reader"), make.person("reader")
    email = {"nobody": "who@desk.example", "nonsense": "\x00\r\nBcc: x@desk.example"}.get(who, other.email)
    if who == "deactivated":
        Person.objects.filter(pk=other.pk).update(is_active=False)
    elif who == "without a role":
        other.groups.clear()
    answers = [ask(address) for address in (known.email, email)]
    pages = [re.sub(r'csrf\w+" value="\w+"', "", answer.content.decode()) for answer in answers]
    assert answers[0].status_code == answers[1].status_code == 200
    assert pages[0] == pages[1]
    assert [message.to for message in mailed()] == [[known.email]]


def test_an_address_is_mailed_three_times_an_hour_at_most_and_stands_nowhere():
    person = make.person("reader")
    for _ in range(5):
        ask(person.email)
    assert len(mailed()) == 3
    assert person.email not in str(list(WorkItem.objects.values()))


def test_one_caller_asks_for_so_many_addresses_an_hour_and_no_more():
    now = timezone.now()
    for n in range(resetting.PER_CALLER + 5):
        resetting.ask(f"p{n}@elsewhere.example", caller="192.0.2.7", now=now + timedelta(milliseconds=n))
    assert WorkItem.objects.filter(kind="reset").count() == resetting.PER_CALLER
    resetting.ask("q@elsewhere.example", caller="192.0.2.8", now=now)
    assert WorkItem.objects.filter(kind="reset").count() == resetting.PER_CALLER + 1


def test_the_sign_in_page_leads_there():
    assert reverse("admin_password_reset") in Client().get(reverse("admin:login")).content.decode()
