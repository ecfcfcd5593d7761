"""Filters that a person keeps under a name: theirs alone, replaced by name, without where they stood in the list."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import make
from tracker.errors import Refused
from tracker.models import SavedFilter
from tracker.services import saved_filters

pytestmark = pytest.mark.django_db


def keep(by, name="mine", query="flag=any", now=make.NOW):
    return saved_filters.keep(by=by, page="tracker_claim", name=name, query=query, now=now)


def test_a_filter_is_kept_without_the_page_and_replaced_by_its_name():
    lead = make.person("lead")
    assert keep(lead, query="q=dam&p=7&flag=any").query == "q=dam&flag=any"
    keep(lead, name="  mine ", query="flag=retracted")
    assert [row.query for row in SavedFilter.objects.visible_to(lead)] == ["flag=retracted"]
    assert not SavedFilter.objects.visible_to(make.person("lead")).exists()


@pytest.mark.parametrize(
    ("name", "query", "message"),
    [
        (" ", "flag=any", "a name"),
        ("x" * 61, "flag=any", "61 characters"),
        ("mine", "p=3", "nothing is filtered"),
        ("mine", f"q={'a' * 2000}", "long"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(name, query, message):
    with pytest.raises(Refused, match=message):
        keep(make.person("lead"), name, query)


def test_only_so_many_are_kept(monkeypatch):
    monkeypatch.setattr(saved_filters, "MOST", 2)
    lead = make.person("lead")
    keep(lead, "one")
    keep(lead, "two")
    keep(lead, "two", "flag=retracted")
    with pytest.raises(Refused, match="delete one first"):
        keep(lead, "three")


def test_they_stand_above_their_list_for_their_owner_alone(client):
    reader = make.person("reader")
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    save, claims = reverse("admin:saved_filters", args=["tracker_claim"]), reverse("admin:tracker_claim_changelist")
    assert "Keep them" in client.get(f"{claims}?flag=any").content.decode()
    answer = client.post(save, {"name": "flagged", "query": "flag=any"}, follow=True)
    assert "Delete “flagged”" in answer.content.decode()
    assert "Keep them" not in answer.content.decode()
    assert ">flagged</a>" in client.get(claims).content.decode()
    client.force_login(make.person("reader"), backend="django.contrib.auth.backends.ModelBackend")
    assert ">flagged</a>" not in client.get(claims).content.decode()
    client.post(save, {"act": "forget", "name": "flagged"})
    assert SavedFilter.objects.count() == 1
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    client.post(save, {"act": "forget", "name": "flagged"})
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("page", ["tracker_nothing", "auth_user", "tracker_topic"])
def test_a_list_without_filters_keeps_none(client, page):
    client.force_login(make.person("reader"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("admin:saved_filters", args=[page]), {"name": "x", "query": "q=x"}).status_code == 404


def test_what_is_refused_is_told_above_the_list(client):
    client.force_login(make.person("reader"), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:saved_filters", args=["tracker_claim"])
    answer = client.post(address, {"name": "", "query": "flag=any"}, follow=True)
    assert "give the filter a name" in answer.content.decode()
    assert client.get(address).status_code == 302
