"""Putting a statement right on the report page."""

import pytest
from django.urls import reverse

from tests import make
from tracker.models import Correction, Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    return make.statements(make.report("The bridge at Arn fell into the river on Monday, the council said."))[0]


def signed_in(client, role):
    person = make.person(role)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def correct(client, said, **chosen):
    sent = {"level": said.level, "polarity": said.polarity, "worth": "yes" if said.check_worthy else "no", **chosen}
    return client.post(
        reverse("admin:correct_statement", args=[said.pk]), {f"{name}-{said.pk}": value for name, value in sent.items()}, follow=True
    )


def test_a_level_is_corrected_and_taken_back(client, said):
    analyst = signed_in(client, "analyst")
    html = correct(client, said, level=2, why="The council only supposed it.").content.decode()
    said.refresh_from_db()
    assert said.level == 2
    assert "The council only supposed it." in html
    correction = Correction.objects.get(withdrawn_at=None)
    assert correction.by == analyst
    client.post(reverse("admin:withdraw_correction", args=[correction.pk]))
    said.refresh_from_db()
    assert said.level == 5


def test_several_fields_are_corrected_at_once_and_the_others_left(client, said):
    signed_in(client, "reviewer")
    correct(client, said, polarity="denied", worth="no", why="Misread.")
    assert set(Correction.objects.values_list("field", flat=True)) == {"polarity", "check_worthy"}


def test_a_correction_needs_its_reason(client, said):
    signed_in(client, "analyst")
    assert "say why" in correct(client, said, level=2, why=" ").content.decode()
    assert "Nothing was changed" in correct(client, said, why="No reason.").content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize("role", ["reader", "admin"])
def test_who_may_not_correct_is_not_asked_and_is_refused(client, said, role):
    signed_in(client, role)
    assert "put it right" not in client.get(reverse("admin:tracker_report_change", args=[said.report.pk])).content.decode()
    assert correct(client, said, level=2, why="x").status_code == 403
    assert Statement.objects.get(pk=said.pk).level == 5
