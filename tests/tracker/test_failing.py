"""The pages in place of a page say what is the matter and how to go on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(make.person("reader"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_what_is_not_there_is_a_page_with_a_way_home(reader):
    for address in ("/nowhere/", "/admin/nowhere/"):
        answer = reader.get(address)
        assert answer.status_code == 404
        assert "This is not here" in answer.content.decode()
        assert "Check the address" in answer.content.decode()
        assert '<a href="/">Home</a>' in answer.content.decode()


def test_what_somebody_says_is_missing_is_quoted(reader):
    answer = reader.get("/unsubscribe/forged/")
    assert answer.status_code == 404
    assert "this link is not one of ours" in answer.content.decode()


def test_what_is_not_open_says_who_can_tell(reader):
    answer = reader.get(reverse("admin:hand_out"))
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "This is not open to you" in page
    assert 'rel="icon"' in page
    assert "It is in the log" not in page
