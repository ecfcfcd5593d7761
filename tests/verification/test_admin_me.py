"""My own settings, follows, and claims opened by hand."""

import pytest
from django.urls import reverse

from tests import make
from tracker.models import Claim, Event, Topic
from verification.models import Evidence, Follow

pytestmark = pytest.mark.django_db


def signed_in(client, role, **fields):
    person = make.person(role, **fields)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def settings_of(person, **changed):
    return {"time_zone": person.time_zone, "cadence": person.cadence, "digest_hour": person.digest_hour, **changed}


@pytest.mark.parametrize("role", ["reader", "admin"])
def test_everybody_chooses_zone_cadence_and_hour(client, role):
    me = signed_in(client, role)
    client.post(reverse("admin:me"), settings_of(me, time_zone="Europe/Kyiv", cadence="weekly", digest_hour="18"))
    me.refresh_from_db()
    assert (me.time_zone, me.cadence, me.digest_hour) == ("Europe/Kyiv", "weekly", 18)
    assert Event.objects.get(kind="person.preferences_set").after["time_zone"] == "Europe/Kyiv"


@pytest.mark.parametrize("changed", [{"time_zone": "Mars/Olympus"}, {"cadence": "hourly"}, {"digest_hour": "24"}, {"digest_hour": "noon"}])
def test_a_bad_choice_is_refused_and_changes_nothing(client, changed):
    me = signed_in(client, "analyst")
    answer = client.post(reverse("admin:me"), settings_of(me, **changed))
    assert answer.status_code == 422
    me.refresh_from_db()
    assert settings_of(me) == {"time_zone": "UTC", "cadence": "daily", "digest_hour": 7}


def test_what_is_ticked_is_followed_and_what_is_not_is_not(client):
    me = signed_in(client, "reader")
    dams, bridges = Topic.objects.create(name="Dams", slug="dams"), Topic.objects.create(name="Bridges", slug="bridges")
    client.post(reverse("admin:me"), settings_of(me, follow=[f"topic:{dams.pk}", "everything"]))
    assert set(Follow.objects.filter(person=me).values_list("target", flat=True)) == {f"topic:{dams.uuid}", "all"}
    client.post(reverse("admin:me"), settings_of(me, follow=[f"topic:{bridges.pk}"]))
    assert [follow.target for follow in Follow.objects.filter(person=me)] == [f"topic:{bridges.uuid}"]


def test_a_source_and_a_claim_are_followed_from_their_pages(client):
    me = signed_in(client, "reader")
    source, claim = make.source("Lorn Wire"), make.claim_by_hand()
    client.post(reverse("admin:follow_source", args=[source.pk]), {"act": "follow"})
    client.post(reverse("admin:claim_do", args=[claim.pk, "follow"]))
    html = client.get(reverse("admin:me")).content.decode()
    assert "Lorn Wire" in html
    assert claim.text in html
    client.post(reverse("admin:follow_source", args=[source.pk]), {"act": "unfollow"})
    assert Follow.objects.filter(person=me).count() == 1


def test_the_next_digest_is_shown_before_it_is_sent(client):
    me = signed_in(client, "analyst")
    assert "no mail would be sent" in client.get(reverse("admin:me") + "?preview=1").content.decode()
    Follow.objects.create(person=me, target="all", since=make.NOW)
    make.claim_by_hand("The bridge at Arn fell.", origin="Arn Council")
    assert "The bridge at Arn fell." in client.get(reverse("admin:me") + "?preview=1").content.decode()
    assert not me.digests.exists()


# ---- claims opened by hand


def hand(**changed):
    return {"text": "The dam at Lorn was mined by divers.", "polarity": "affirmed", "level": "4", **changed}


def test_an_analyst_types_a_claim(client):
    analyst = signed_in(client, "analyst")
    topic = Topic.objects.create(name="Dams", slug="dams")
    answer = client.post(reverse("admin:tracker_claim_add"), hand(topics=[topic.pk]), follow=True)
    claim = Claim.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("admin:tracker_claim_change", args=[claim.pk])
    assert (claim.opened_by, claim.level_first, list(claim.topics.all())) == (analyst, 4, [topic])
    assert "four eyes" in answer.content.decode() or "signing needs" in answer.content.decode().lower()


def test_a_claim_is_opened_from_a_statement_that_was_passed_over(client):
    signed_in(client, "lead")
    said = make.statement("No ship was seen off Lorn.", level=2, polarity="denied")
    html = client.get(reverse("admin:tracker_claim_add") + f"?statement={said.pk}").content.decode()
    assert "No ship was seen off Lorn." in html
    client.post(reverse("admin:tracker_claim_add"), hand(text=said.display, polarity="denied", level="2", statement=said.pk))
    claim = Claim.objects.get()
    # Its report is read while the claim looks back; the claim follows to the statement in the same place.
    assert claim.opened_from.quote.startswith("No ship was seen off Lorn")
    assert (claim.polarity, claim.level_first) == ("denied", 2)


def test_a_typed_claim_looks_back_at_what_was_said_before(client):
    signed_in(client, "analyst")
    make.report("A cargo ship sank off the port of Lorn on 3 March 2026, the coast guard said.", title="Ship sinks off Lorn")
    Claim.objects.update(status="dismissed")
    client.post(reverse("admin:tracker_claim_add"), hand(text="A cargo ship sank off the port of Lorn on 3 March 2026."))
    claim = Claim.objects.order_by("-number").first()
    assert Evidence.objects.filter(claim=claim, relation="corroborates").exists()


def test_an_empty_claim_is_refused_and_a_reader_may_not_open_one(client):
    signed_in(client, "analyst")
    assert client.post(reverse("admin:tracker_claim_add"), hand(text=" ")).status_code == 422
    signed_in(client, "reviewer")
    assert client.post(reverse("admin:tracker_claim_add"), hand()).status_code == 403
    assert not Claim.objects.exists()
