"""The claim page: what it shows, what its buttons do, and what is kept when something is refused."""

import pytest
from django.urls import reverse

from tests import make
from tracker.models import Event
from verification.models import Assignment, Decision, Draft, Review
from verification.services import assigning, deciding, reviewing

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    return make.claim_by_hand()


def signed_in(client, role, **fields):
    person = make.person(role, **fields)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def page(client, claim):
    return client.get(reverse("admin:tracker_claim_change", args=[claim.pk]))


def do(client, claim, act, **sent):
    return client.post(reverse("admin:claim_do", args=[claim.pk, act]), sent, follow=True)


def signature(**changed):
    return {
        "verdict": "confirmed",
        "confidence": "high",
        "number": "2",
        "basis": "Seen on the spot.",
        "reason": "Two people stood there.",
        **changed,
    }


def test_the_page_shows_words_counts_and_both_sides(client, claim):
    signed_in(client, "reader")
    make.evidence(claim, "contradicts", text="The dam at Lorn was never mined.", origin="River Authority")
    html = page(client, claim).content.decode()
    assert claim.text in html
    assert "The dam at Lorn was never mined." in html
    assert "River Authority" in html
    assert "<b>1</b> report" in html
    assert "1 against" in html
    assert "<svg" in html


def test_a_reader_sees_no_buttons_and_may_do_nothing(client, claim):
    signed_in(client, "reader")
    html = page(client, claim).content.decode()
    assert "Accept claim" not in html
    assert "/do/sign/" not in html
    for act in ("accept", "dismiss", "edit", "take", "assign", "sign", "reopen", "close_flag"):
        before = Event.objects.count()
        answer = do(
            client, claim, act, reason="x", text="Other words.", flag="1", **{k: v for k, v in signature().items() if k != "reason"}
        )
        assert answer.status_code in (403, 422), act
        assert Event.objects.count() == before


def test_an_analyst_accepts_a_proposed_claim(client, claim):
    analyst = signed_in(client, "analyst")
    assert "Accept claim" in page(client, claim).content.decode()
    assert "accepted" in do(client, claim, "accept", version=claim.version).content.decode()
    claim.refresh_from_db()
    assert claim.accepted_by == analyst


def test_a_get_of_a_button_changes_nothing(client, claim):
    signed_in(client, "analyst")
    client.get(reverse("admin:claim_do", args=[claim.pk, "accept"]))
    claim.refresh_from_db()
    assert claim.accepted_at is None


def test_two_signatures_settle_it_and_the_first_is_sealed(client, claim):
    signed_in(client, "reviewer")
    assert "stays sealed" in do(client, claim, "sign", **signature(reason="I stood at the breach.")).content.decode()
    second = signed_in(client, "reviewer")
    html = page(client, claim).content.decode()
    assert "1 signature given, sealed" in html
    assert "I stood at the breach." not in html
    assert "is confirmed" in do(client, claim, "sign", **signature()).content.decode()
    claim.refresh_from_db()
    assert claim.status == "confirmed"
    assert "I stood at the breach." in page(client, claim).content.decode()
    assert Review.objects.filter(person=second).exists()


def test_a_stale_page_tells_what_changed_and_keeps_what_was_typed(client, claim):
    reviewer = signed_in(client, "reviewer")
    seen = page(client, claim).context["newest_event"]
    version = claim.version
    assigning.assign(claim, person=reviewer, by=make.person("lead", username="lena"), now=make.NOW)
    answer = do(client, claim, "sign", version=version, seen=seen, **signature(reason="Written for a quarter of an hour."))
    html = answer.content.decode()
    assert answer.status_code == 412
    assert "Written for a quarter of an hour." in html
    assert "lena" in html.split("Since you opened the page")[1].split("What you typed is kept")[0]
    assert not Review.objects.exists()


def test_a_refused_signature_keeps_what_was_typed(client, claim):
    signed_in(client, "reviewer")
    answer = do(client, claim, "sign", **signature(basis="", reason="They all say so."))
    assert answer.status_code == 422
    assert "They all say so." in answer.content.decode()
    assert "needs an accepted evidence or a written basis" in answer.content.decode()


def test_a_draft_is_kept_and_seen_by_its_author_only(client, claim):
    reviewer = signed_in(client, "reviewer")
    client.post(reverse("admin:claim_draft", args=[claim.pk]), {"reason": "Half a thought", "verdict": "refuted"})
    assert Draft.objects.get().person == reviewer
    assert "Half a thought" in page(client, claim).content.decode()
    signed_in(client, "lead")
    assert "Half a thought" not in page(client, claim).content.decode()


def test_whoever_is_barred_is_told_why(client, claim):
    analyst_and_reviewer = signed_in(client, "lead")
    do(client, claim, "accept")
    html = page(client, claim).content.decode()
    assert "You accepted this claim" in html
    assert do(client, claim, "sign", **signature()).status_code == 403
    assert not Review.objects.filter(person=analyst_and_reviewer).exists()


def test_evidence_is_accepted_rejected_and_relabelled(client, claim):
    signed_in(client, "reviewer")
    evidence = make.evidence(claim)
    for sent, ruling in (
        ({"ruling": "accept"}, "accept"),
        ({"ruling": "reject"}, "reject"),
        ({"ruling": "relabel", "relation": "updates"}, "relabel"),
    ):
        do(client, claim, "decide", evidence=evidence.pk, **sent)
        assert Decision.objects.order_by("-pk").first().ruling == ruling


def test_evidence_of_another_claim_is_refused(client, claim):
    signed_in(client, "reviewer")
    other = make.evidence(make.claim_by_hand("The bridge at Arn fell.", origin="Arn Council"))
    assert do(client, claim, "decide", evidence=other.pk, ruling="accept").status_code == 422
    assert not Decision.objects.exists()


def test_other_peoples_decisions_are_hidden_from_who_may_still_sign(client, claim):
    evidence = make.evidence(claim)
    other = make.person("reviewer", username="rhea")
    deciding.reject(evidence, by=other, now=make.NOW)
    signed_in(client, "reviewer")
    html = page(client, claim).content.decode()
    assert "rejected by rhea" not in html
    assert "evidence rejected" not in html
    do(client, claim, "sign", **signature())
    html = page(client, claim).content.decode()
    assert "rejected by rhea" in html
    assert "evidence rejected" in html


def test_a_flag_of_inflated_certainty_shows_both_quotes(client, claim):
    detail = {
        "original_quote": "The dam may have been mined",
        "original_level": 2,
        "original_publisher": "Lorn Wire",
        "relay_quote": "The dam has been mined",
        "relay_level": 5,
        "relay_publisher": "Metro Daily",
        "lost_cues": ["may"],
        "sentence": "Metro Daily says “stated as fact” where Lorn Wire said “possible”.",
    }
    make.flag(claim, "certainty_inflated", detail=detail)
    signed_in(client, "reader")
    for html in (page(client, claim).content.decode(), client.get(reverse("admin:inflations")).content.decode()):
        for words in ("The dam may have been mined", "The dam has been mined", "Lorn Wire", "Metro Daily"):
            assert words in html


def test_a_lead_assigns_gives_back_and_reopens(client, claim):
    lead, reviewer = signed_in(client, "lead"), make.person("reviewer")
    do(client, claim, "assign", person=reviewer.pk, due="2031-01-01")
    task = Assignment.objects.get(closed_at=None)
    assert (task.person, f"{task.due:%Y-%m-%d %H:%M}") == (reviewer, "2031-01-01 23:59")
    for person in (reviewer, make.person("reviewer")):
        reviewing.sign(claim, by=person, verdict="refuted", confidence="low", reason="No.", basis="Seen.", now=make.NOW)
    assert "in review again" in do(client, claim, "reopen", reason="New pictures").content.decode()
    assert lead.is_active


def test_after_signing_the_next_one_opens_by_itself(client, claim):
    reviewer = signed_in(client, "reviewer")
    following = make.claim_by_hand("The bridge at Arn fell.", origin="Arn Council")
    for one in (claim, following):
        assigning.take(one, by=reviewer, now=make.NOW)
    answer = do(client, claim, "sign", **signature())
    assert answer.redirect_chain[-1][0] == reverse("admin:tracker_claim_change", args=[following.pk])


def test_a_next_page_on_another_site_is_not_followed(client, claim):
    signed_in(client, "analyst")
    answer = client.post(reverse("admin:claim_do", args=[claim.pk, "accept"]), {"next": "https://elsewhere.example/"})
    assert answer.url.startswith("/admin/")


def test_the_page_costs_the_same_however_much_evidence_there_is(client, claim, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    signed_in(client, "reader")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(client, claim)
        return len(queries)

    for n in range(5):
        make.evidence(claim, text=f"The dam was mined on day {n}.", origin=f"Witness {n}")
    few = cost()
    for n in range(5, 15):
        make.evidence(claim, text=f"The dam was mined on day {n}.", origin=f"Witness {n}")
    assert cost() == few
