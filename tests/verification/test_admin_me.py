"""My own settings, follows, and claims opened by hand."""

import re

import pytest
from django.urls import reverse

from tests import make
from tracker.models import Claim, Event, Token, Topic
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


def test_a_topic_and_everything_are_followed_and_unfollowed_in_place(client):
    me = signed_in(client, "reader")
    dams = Topic.objects.create(name="Dams", slug="dams")
    for target in ("all", f"topic:{dams.uuid}"):
        client.post(reverse("admin:me_follow"), {"target": target, "act": "follow"})
    assert set(Follow.objects.filter(person=me).values_list("target", flat=True)) == {f"topic:{dams.uuid}", "all"}
    page = client.post(reverse("admin:me_follow"), {"target": f"topic:{dams.uuid}", "act": "unfollow"}, follow=True).content.decode()
    assert "You no longer follow Dams." in page
    assert "Follow again" in page
    assert [follow.target for follow in Follow.objects.filter(person=me)] == ["all"]


def test_one_s_own_claim_is_muted_and_heard_of_again_in_place(client):
    me = signed_in(client, "analyst")
    claim = make.claim_by_hand(by=me)
    client.post(reverse("admin:me_follow"), {"target": f"claim:{claim.uuid}", "act": "unfollow"})
    page = client.get(reverse("admin:me")).content.decode()
    assert "Hear of it again" in page
    client.post(reverse("admin:me_follow"), {"target": f"claim:{claim.uuid}", "act": "follow"})
    assert [follow.target for follow in Follow.objects.filter(person=me)] == [f"claim:{claim.uuid}"]


@pytest.mark.parametrize(
    "target", ["", "claim:7", "claim:\x00", "report:3fa85f64-5717-4562-b3fc-2c963f66afa6", "everything", "claim:" + "9" * 300]
)
def test_what_cannot_be_followed_is_said_and_nothing_happens(client, target):
    signed_in(client, "reader")
    page = client.post(reverse("admin:me_follow"), {"target": target, "act": "follow"}, follow=True)
    assert "names nothing that can be followed" in page.content.decode()
    assert not Follow.objects.exists()


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
    assert "no mail would be sent" in client.get(reverse("admin:my_next_digest")).content.decode()
    Follow.objects.create(person=me, target="all", since=make.NOW)
    make.claim_by_hand("The bridge at Arn fell.", origin="Arn Council")
    page = client.get(reverse("admin:my_next_digest")).content.decode()
    assert "The bridge at Arn fell." in page
    assert "<iframe" in page
    assert not me.digests.exists()


def test_weekday_and_urgent_kinds_are_chosen_and_the_first_period_is_the_next(client):
    me = signed_in(client, "reader")
    sent = settings_of(me, cadence="weekly", digest_weekday="4", urgent_shown="1", urgent=["disputed", "contradicted"])
    client.post(reverse("admin:me"), sent)
    me.refresh_from_db()
    assert (me.digest_weekday, me.urgent_kinds) == (4, ["contradicted", "disputed"])
    assert me.digests_from is not None
    assert "weekly, on Friday at 07:00 (UTC)" in client.get(reverse("admin:my_digests")).content.decode()


@pytest.mark.parametrize(
    "changed",
    [{"digest_weekday": "7"}, {"urgent_shown": "1", "urgent": ["softened"]}, {"urgent_shown": "1", "urgent": [], "cadence": "at_once"}],
)
def test_a_weekday_or_kind_that_there_is_not_is_refused(client, changed):
    me = signed_in(client, "reader")
    assert client.post(reverse("admin:me"), settings_of(me, **changed)).status_code == 422
    me.refresh_from_db()
    assert (me.digest_weekday, len(me.urgent_kinds)) == (0, 4)


# ---- tokens


def test_a_token_is_shown_once_and_works_until_it_is_revoked(client):
    signed_in(client, "analyst")
    address = reverse("admin:my_tokens")
    page = client.post(address, {"scopes": ["read"], "days": "30", "note": "wire feed"}).content.decode()
    text = re.search(r"data-token>(\w+)<", page)[1]
    assert "wire feed" in page
    assert text not in client.get(address).content.decode()
    caller = make.client()
    assert caller.get("/api/v1/claims", HTTP_AUTHORIZATION=f"Token {text}").status_code == 200
    client.post(reverse("admin:revoke_token", args=[text[:15]]))
    assert caller.get("/api/v1/claims", HTTP_AUTHORIZATION=f"Token {text}").status_code == 401
    assert {"token.issued", "token.withdrawn"} <= set(Event.objects.values_list("kind", flat=True))


def test_nobody_revokes_another_s_token(client):
    make.token(make.person("reader"))
    signed_in(client, "admin")
    client.post(reverse("admin:revoke_token", args=[Token.objects.get().token_key]))
    assert Token.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"scopes": ["all"], "days": "30"}, {"scopes": ["read"], "days": "0"}, {"scopes": ["read"], "days": "9999"}]
)
def test_a_token_without_scope_or_end_is_refused(client, sent):
    signed_in(client, "reader")
    assert client.post(reverse("admin:my_tokens"), sent).status_code == 422
    assert not Token.objects.exists()


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
