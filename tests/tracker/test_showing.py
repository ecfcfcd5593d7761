"""What cannot be seen is shown where people read, and nowhere else; what is kept and what is sent back stays as it is."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tracker.showing import has_unseen, shown_in_page, shown_in_text
from verification.mail import message_for
from verification.models import Digest

RLO = "\u202e"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The dam broke.", "The dam broke."),
        ("Дамба прорвана.", "Дамба прорвана."),
        (f"invoice{RLO}fdp.exe", "invoice⟦RLO⟧fdp.exe"),
        ("The\u200b dam", "The⟦ZWSP⟧ dam"),
        ("The d\u0430m broke", "The d\u0430⟦Cyrillic⟧m broke"),
        ("\u043f\u0440\u0438\u0432eт", "\u043f\u0440\u0438\u0432e⟦Latin⟧т"),
        ("flag \U000e0067", "flag ⟦TAG⟧"),
        ("می\u200cخواهم and 👩\u200d🚀", "می\u200cخواهم and 👩\u200d🚀"),  # these need their joiners
        ("10 μm, α-helix", "10 μm, α-helix"),
    ],
)
def test_a_sign_is_named_where_it_stands(text, shown):
    assert shown_in_text(text) == shown


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        (f"<p>a{RLO}b</p>", f'<p>a<bdi class="unseen" data-sign="RLO">{RLO}</bdi>b</p>'),
        (f"<title>a{RLO}b</title>", "<title>a⟦RLO⟧b</title>"),
        (f"<option value='a{RLO}'>a{RLO}b</option>", f"<option value='a{RLO}'>a⟦RLO⟧b</option>"),
        (f"<svg><text x='{RLO}'>a{RLO}b</text></svg>", f"<svg><text x='{RLO}'>a⟦RLO⟧b</text></svg>"),
        (f"<textarea>a{RLO}b</textarea>", f"<textarea>a{RLO}b</textarea>"),
        (f'<input value="a{RLO}b">', f'<input value="a{RLO}b">'),
        (f"<script>a{RLO}b</script><!-- {RLO} -->", f"<script>a{RLO}b</script><!-- {RLO} -->"),
    ],
)
def test_in_a_page_fields_and_attributes_are_left_alone(page, shown):
    assert shown_in_page(page) == shown


@given(st.lists(st.sampled_from(["a", "\u0430", RLO, "<", ">", "\u200b", "b", "/", "title", "svg", "-->", '"'])).map("".join))
def test_without_its_signs_a_page_is_what_it_was(page):
    """Nothing that stands in a page is lost or moved, whatever it is."""
    shown = re.sub(r'<bdi class="unseen" data-sign="\w+">(.)</bdi>', r"\1", shown_in_page(page), flags=re.DOTALL)
    assert re.sub(r"⟦\w+⟧", "", shown).replace("\u200b", "").replace(RLO, "") == page.replace("\u200b", "").replace(RLO, "")


def test_a_page_without_such_signs_is_not_touched():
    page = "<p>The dam broke.</p>" * 1000
    assert shown_in_page(page) is page
    assert not has_unseen(page)


def test_what_opens_and_never_closes_costs_no_more_than_its_length():
    started = time.process_time()
    shown_in_page(f"{RLO}" + "<!-- <svg><title><option><textarea>" * 30_000)
    assert time.process_time() - started < 30  # a tenth of a second; squared it would be minutes


@pytest.mark.django_db
def test_the_desk_shows_it_and_the_api_and_the_record_keep_it(client):
    person = make.person("lead")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    claim = make.tracked(f"The {RLO}dam\u202c at Lorn broke.", by=person)
    page = client.get(f"/admin/tracker/claim/{claim.pk}/change/").content.decode()
    assert f'The <bdi class="unseen" data-sign="RLO">{RLO}</bdi>dam' in page
    assert make.client(person).get(f"/api/v1/claims/{claim.uuid}").json()["text"] == f"The {RLO}dam\u202c at Lorn broke."
    edited = re.search(r"<textarea[^>]*>[^<]*dam[^<]*</textarea>", page)
    assert edited is None or "⟦" not in edited[0]


@pytest.mark.django_db
def test_a_mail_says_it_in_plain_words_and_its_subject_is_one_line(now):
    person = make.person("lead")
    digest = Digest(
        person=person, message_id="<1@desk.example>", subject=f"The {RLO}dam\r\nBcc: everybody@desk.example", text="-", made_at=now
    )
    assert str(message_for(digest, person).subject) == "The ⟦RLO⟧dam Bcc: everybody@desk.example"
