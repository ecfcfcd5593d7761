"""Work on the desk: what failed stands first, with its error, its age and what it is about, and is started again after a question."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tracker import work
from tracker.models import Event, WorkItem
from tracker.terms import WorkState

pytestmark = pytest.mark.django_db
LIST = "admin:tracker_workitem_changelist"


@pytest.fixture
def lead(client):
    person = make.person("lead")
    client.force_login(person)
    return person


def parked(subject="a", kind="read", **fields):
    at = timezone.now() - timedelta(hours=3)
    given = {"state": WorkState.PARKED, "attempts": 5, "last_error": "ValueError: the ink ran out", **fields}
    return WorkItem.objects.create(kind=kind, subject=subject, created_at=at, due_at=at, **given)


def page(client, address, **query):
    return client.get(address, query).content.decode()


def test_what_failed_stands_first_with_its_error_its_age_and_how_often(client, lead):
    work.enqueue("read", "waiting", now=timezone.now() - timedelta(days=1))
    WorkItem.objects.create(kind="read", subject="over", created_at=timezone.now(), due_at=timezone.now(), state=WorkState.DONE)
    parked(expiries=2)
    html = page(client, reverse(LIST))
    assert html.index("needs attention") < html.index("to do")
    assert "ValueError: the ink ran out" in html
    assert "3 hours ago" in html.replace("\xa0", " ")
    assert "failed 5 times of 5, interrupted 2 times of 20" in html
    assert html.count("read a report") == 2  # what is done is not in the way
    assert page(client, reverse(LIST), what="done").count("read a report") == 1


@pytest.mark.parametrize("rows", [10, 20])
def test_the_list_costs_the_same_for_ten_and_for_twenty(client, lead, django_assert_max_num_queries, rows):
    for n in range(rows):
        parked(str(n))
    with django_assert_max_num_queries(12):
        assert page(client, reverse(LIST)).count("needs attention") >= rows


class TestWhatItIsAbout:
    def about(self, client, item):
        return client.get(reverse("admin:work_about", args=[item.pk]))

    def test_a_report_a_claim_or_a_source(self, client, lead, now):
        report = make.report("The viaduct at Torvik collapsed on Monday, police said.")
        statement = make.statements(report)[0]
        claim = statement.opened.get()
        source = make.source()
        to_report = reverse("admin:tracker_report_change", args=[report.pk])
        to_claim = reverse("admin:tracker_claim_change", args=[claim.pk])
        for kind, subject, address in (
            ("read", report.latest.uuid, to_report),
            ("compare", statement.reading.pk, to_report),
            ("index", f"statement:{statement.pk}", to_report),
            ("compare_back", claim.uuid, to_claim),
            ("compare_back", statement.reading.pk, to_report),
            ("weigh", f"claim:{claim.uuid}", to_claim),
            ("index", f"claim:{claim.pk}", to_claim),
            ("weigh", f"source:{source.uuid}", reverse("admin:tracker_source_change", args=[source.pk])),
        ):
            assert self.about(client, parked(str(subject), kind, input_version="again")).url == address, (kind, subject)

    @pytest.mark.parametrize("subject", ["gone", "12345", "claim:nobody", "٣", "source:1", "9" * 40])
    def test_what_is_gone_or_no_such_thing_is_not_found(self, client, lead, subject):
        assert self.about(client, parked(subject)).status_code == 404


class TestStartAgain:
    def test_one_step_is_asked_about_and_then_started_and_the_log_keeps_its_error(self, client, lead, now):
        report = make.received("The viaduct at Torvik collapsed on Monday, police said.")
        item = WorkItem.objects.get(kind="read")
        WorkItem.objects.update(state=WorkState.PARKED, attempts=5, last_error="ValueError: the ink ran out")
        html = page(client, reverse("admin:tracker_workitem_change", args=[item.pk]))
        address = reverse("admin:work_run_again", args=[item.pk])
        assert address in html
        assert "Start 1 step again?" in page(client, address)
        assert WorkItem.objects.get().state == WorkState.PARKED  # asking changes nothing
        answer = client.post(address, {"confirmed": "yes"}, follow=True)
        assert "1 started again." in answer.content.decode()
        assert WorkItem.objects.get(pk=item.pk).state == WorkState.TODO
        event = Event.objects.get(kind="work.started_again")
        assert (event.actor, event.before["error"]) == (lead, "ValueError: the ink ran out")
        work.run_until_idle()
        assert make.statements(report)

    def test_many_are_asked_about_and_what_is_not_parked_is_left_alone(self, client, lead):
        items = [parked(str(n)) for n in range(3)]
        work.enqueue("read", "waiting", now=timezone.now())
        keys = list(WorkItem.objects.values_list("pk", flat=True))
        sent = {"action": "start_again", "_selected_action": keys}
        html = client.post(reverse(LIST), sent).content.decode()
        assert "Start 3 steps again?" in html
        assert "1 of those you chose is not parked and stays as it is" in html
        assert WorkItem.objects.filter(state=WorkState.PARKED).count() == 3
        answer = client.post(reverse(LIST), {**sent, "confirmed": "yes"}, follow=True)
        assert "3 started again. 1 were not parked any more." in answer.content.decode()
        assert not WorkItem.objects.filter(state=WorkState.PARKED).exists()
        assert WorkItem.objects.count() == len(items) + 1  # nothing is dropped

    def test_none_of_these_is_parked(self, client, lead):
        work.enqueue("read", "waiting", now=timezone.now())
        sent = {"action": "start_again", "_selected_action": [WorkItem.objects.get().pk]}
        assert "nothing to start again" in client.post(reverse(LIST), sent, follow=True).content.decode()

    def test_what_somebody_else_started_meanwhile_is_said(self, client, lead):
        item = parked()
        work.run_again(item, now=timezone.now())
        assert "Nothing to start again" in page(client, reverse("admin:work_run_again", args=[item.pk]))
        answer = client.post(reverse("admin:work_run_again", args=[item.pk]), {"confirmed": "yes"}, follow=True)
        assert "nothing was started" in answer.content.decode()
