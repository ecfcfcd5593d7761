"""E-mail files: whose words, since when; what was forwarded; attachments by name only."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import Refused
from tracker.intake.letters import read_mail

WORDS = "The harbour at Lorn may have been mined on Sunday night, a coast guard spokesman said."


def letter(
    text=WORDS, *, html="", sender="Harbour Post <news@harbour.example>", subject="Harbour mined?", sent="Mon, 02 Mar 2026 18:30:00 +0100"
):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Date"] = sender, "desk@claims.example", subject, sent
    made["Message-ID"] = "<m1@harbour.example>"
    if text:
        made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html") if text else made.set_content(html, subtype="html")
    return made


def test_a_plain_mail():
    got = read_mail(letter().as_bytes())
    assert (got.text, got.title, got.publisher) == (WORDS, "Harbour mined?", "Harbour Post")
    assert (got.published, got.external_id) == (datetime(2026, 3, 2, 17, 30, tzinfo=UTC), "<m1@harbour.example>")


def test_the_plain_part_wins_and_an_html_one_is_read_where_there_is_none():
    page = "<html><head><style>p{}</style><title>x</title></head><body><div style='display:none'>Preview</div><p>The dam <b>may</b> have broken.</p><p>Nobody was hurt.</p><script>alert(1)</script></body></html>"
    assert read_mail(letter(html=page).as_bytes()).text == WORDS
    assert read_mail(letter("", html=page).as_bytes()).text == "The dam may have broken.\n\nNobody was hurt."


def test_letters_of_all_kinds_come_through():
    raw = (
        b"From: =?iso-8859-1?q?K=FCstenbote?= <a@k.example>\r\nSubject: =?utf-8?b?RsOkaHJlIGxpZWYgYXVm?=\r\n =?utf-8?q?_eine_Mine?=\r\n"
        b"Date: Mon, 2 Mar 2026 22:10 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"Die F=E4hre lief vermutlich auf eine=20\r\nMine, sagte ein Spre=\r\ncher.\r\n"
    )
    got = read_mail(raw)
    assert (got.publisher, got.title) == ("Küstenbote", "Fähre lief auf eine Mine")
    assert " ".join(got.text.split()) == "Die Fähre lief vermutlich auf eine Mine, sagte ein Sprecher."


def test_a_mail_forwarded_as_an_attachment_is_read_as_the_one_it_was():
    outer = letter(
        "For your file, please.", sender="Ann Lee <ann@desk.example>", subject="Fwd: Harbour mined?", sent="Tue, 03 Mar 2026 09:00:00 +0000"
    )
    outer.add_attachment(letter())
    got = read_mail(outer.as_bytes())
    assert (got.text, got.publisher, got.published.day) == (WORDS, "Harbour Post", 2)
    assert got.metadata["forwarded_by"] == "Ann Lee <ann@desk.example>"
    assert got.metadata["covering_note"] == "For your file, please."


@pytest.mark.parametrize(
    "between",
    [
        "---------- Forwarded message ---------\nFrom: Harbour Post <news@harbour.example>\nDate: Mon, 2 Mar 2026 at 18:30\nSubject: Harbour mined?\nTo: <ann@desk.example>\n\n{}",
        "Begin forwarded message:\n\n> From: Harbour Post <news@harbour.example>\n> Subject: Harbour mined?\n> Date: 2 March 2026 at 18:30:00 CET\n> To: ann@desk.example\n>\n> {}",
        "-----Original Message-----\nFrom: Harbour Post <news@harbour.example>\nSent: 2 March 2026 18:30\nTo: Ann\nSubject: Harbour mined?\n\n{}",
    ],
)
def test_a_mail_forwarded_in_the_text_too(between):
    got = read_mail(
        letter("See below.\n\n" + between.format(WORDS), sender="ann@desk.example", subject="FW: Fwd: Harbour mined?").as_bytes()
    )
    assert (got.text, got.title, got.publisher) == (WORDS, "Harbour mined?", "Harbour Post")
    assert got.published.date().isoformat() == "2026-03-02"
    assert got.metadata["covering_note"] == "See below."


def test_attachments_are_named_without_their_folders_and_never_opened():
    made = letter()
    made.add_attachment(b"MZ\x90" * 100, maintype="application", subtype="x-msdownload", filename="../../etc/../C:\\evil\\run me.exe")
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="report\r\nX-Evil: 1.pdf".replace("\r\n", " "))
    got = read_mail(made.as_bytes())
    assert got.metadata["attachments"] == [
        {"name": "run me.exe", "type": "application/x-msdownload", "bytes": 300},
        {"name": "report X-Evil 1.pdf", "type": "application/pdf", "bytes": 8},
    ]
    assert got.text == WORDS


@pytest.mark.parametrize("sent", ["", "someday", "Mon, 99 Foo 2026 18:30:00 +0100", "9" * 500])
def test_a_day_that_is_none_is_left_out(sent):
    made = letter(sent="Mon, 02 Mar 2026 18:30:00 +0100").as_bytes().replace(b"Mon, 02 Mar 2026 18:30:00 +0100", sent.encode())
    assert read_mail(made).published is None


def test_a_mail_without_words_is_refused():
    with pytest.raises(Refused, match="no words") as refused:
        read_mail(letter("\u200b \n").as_bytes())
    assert refused.value.code == "empty"


@settings(max_examples=60)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_no_bytes_bring_it_down(junk, place):
    made = letter(html="<p>The dam broke.</p>").as_bytes()
    try:
        read_mail(made[:place] + junk + made[place:])
    except Refused as refused:
        assert refused.code == "empty"
