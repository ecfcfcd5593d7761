"""What nobody should send, by name: ``INPUTS["NUL in the text"]``. Sentences are our own. What comes of each at each door stands in ``catalogue.csv``."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

TEXT = "The dam at Lorn may have been mined, officials said."
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = "=cmd|' /C calc'!A0"
LINE = "Dam mined\r\nBcc: everybody@desk.example"


@dataclass(frozen=True)
class Input:
    """One thing to send. ``kind`` says at which doors: a report's fields, the bytes of a file, of a JSON body, a question, an address, words."""

    kind: str
    sent: Any
    about: str = field(default="", compare=False)


def report(**fields: Any) -> Input:
    return Input("report", {"text": TEXT, **fields})


def padded(size: int) -> str:
    """A text of so many bytes."""
    sentence = (
        "The dam at Lorn may have been mined, officials of the ministry of works said on Tuesday after divers had seen the wall below. "
    )
    return (sentence * (size // len(sentence) + 1))[:size]


REPORTS = {
    "a plain report": report(title="Dam", publisher="Lorn Post", published="2026-03-04", url="https://lorn.example/dam"),
    # ---- the text
    "no text": report(text=""),
    "blanks only": report(text=" \n\t\u00a0 "),
    "zero-width characters only": report(text="\u200b\u200d\u2060\ufeff"),
    "NUL in the text": report(text="The dam \x00at Lorn broke."),
    "NUL and nothing else": report(text="\x00\x00"),
    "control characters in the text": report(text="The dam \x07at \x1bLorn broke."),
    "a lone surrogate in the text": report(text="The dam \ud800 at Lorn broke."),
    "a direction override in the text": report(text="The \u202edam\u202c at Lorn broke."),
    "look-alike letters in the text": report(text="The d\u0430m at Lorn broke."),
    "one line of a million characters": report(text=padded(1_000_000)),
    "two megabytes": report(text=padded(2_000_000)),
    "two megabytes and a byte": report(text=padded(2_000_001)),
    "quotation marks a thousand deep": report(text="“He said " * 1000 + "the dam broke" + "”" * 1000 + "."),
    "brackets a thousand deep": report(text="(" * 1000 + "The dam broke" + ")" * 1000 + "."),
    "a word of fifty thousand letters": report(text="a" * 50_000 + "!"),
    "script in every field": report(text=f"{TEXT} {SCRIPT}", title=SCRIPT, publisher=SCRIPT),
    "a formula in every field": report(text=FORMULA, title=FORMULA, publisher=FORMULA),
    # ---- title, publisher
    "a line break in the title": report(title=LINE),
    "a line break in the publisher": report(publisher=LINE),
    "NUL in the title": report(title="Dam\x00 mined"),
    "NUL in the publisher": report(publisher="Lorn\x00 Post"),
    "a title of 1,001 characters": report(title="a" * 1001),
    "a publisher of 301 characters": report(publisher="a" * 301),
    "a publisher that nobody can see": report(publisher="\u200b\u2060"),
    # ---- address
    "an address of 2,001 characters": report(url="https://lorn.example/" + "a" * 1980),
    "an address that is script": report(url="javascript:alert(1)"),
    "an address that is data": report(url="data:text/html,<script>alert(1)</script>"),
    "an address of a file": report(url="file:///etc/passwd"),
    "an address without a host": report(url="https:///dam"),
    "an address with a port that is none": report(url="https://lorn.example:99999/"),
    "an address with a password": report(url="https://anna:secret@lorn.example/dam"),
    "an address in letters of its language": report(url="https://lörn.example/dämme"),
    "NUL in the address": report(url="https://lorn.example/\x00"),
    # ---- dates
    "a day that does not exist": report(published="2026-02-30"),
    "a date in words": report(published="yesterday"),
    "the year nought": report(published="0000-01-01"),
    "the year 99999": report(published="99999-01-01"),
    "a day next year": report(published="2099-03-04"),
    "a time zone out of range": report(published="2026-03-04T12:00:00+99:00"),
    "digits of another script in the date": report(published="٢٠٢٦-٠٣-٠٤"),
    # ---- what only programs send
    "an external id of 501 characters": report(external_id="a" * 501),
    "NUL in the external id": report(external_id="a\x00b"),
}

FILES = {
    "a file in Windows-1252": Input("file", "The café at Lorn burned, officials said.".encode("cp1252")),
    "a file with a byte order mark": Input("file", "\ufeffThe dam at Lorn broke.".encode()),
    "a file in UTF-16": Input("file", "The dam at Lorn broke.".encode("utf-16")),
    "an empty file": Input("file", b""),
    "a file of NUL": Input("file", b"\x00" * 1000),
    "a file of random bytes": Input("file", bytes(range(256)) * 40),
    "a picture": Input("file", b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(200)),
    "a packed archive": Input("file", b"PK\x03\x04" + bytes(300)),
    "a broken PDF": Input("file", b"%PDF-1.7\nnothing that a reader knows\n%%EOF"),
    "an XML bomb": Input(
        "file",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
        + b"]><rss><channel><item><title>&i;</title></item></channel></rss>",
    ),
    "a page of script": Input("file", f"<!doctype html><html><body><p>{TEXT}</p>{SCRIPT}</body></html>".encode()),
    "elements a thousand deep": Input("file", b"<!doctype html><html><body>" + b"<div>" * 1000 + TEXT.encode() + b"</body></html>"),
    "eleven megabytes": Input("file", b"a " * 5_500_001),
}

WRONG_LINES = (
    b"text,title,published_at,url\n"
    b"The dam broke.,Dam,2026-03-04,\n"
    b",Empty,,\n"
    b"The ferry sank.,Ferry,soon,\n"
    b"The bridge fell.,Bridge,,javascript:alert(1)\n"
    b"One,two,2026-03-04,,five\n"
    b'"A "b" c",Quotes,,\n'
    b"The port burned.,Port,,\n"
)
TABLES = {
    "a table": Input("table", b"Text,Title\nThe dam broke.,Dam\n"),
    "a table in Windows-1252": Input("table", "text;publisher\nThe café burned.;Lörn Post\n".encode("cp1252")),
    "a table between semicolons with a mark and a hint": Input(
        "table", "\ufeffsep=;\r\nHEADLINE;Body\r\nDam;The dam broke, they said.\r\n".encode()
    ),
    "a table with lines of every wrong kind": Input("table", WRONG_LINES),
    "a table of formulas": Input("table", f"text,title\n{FORMULA},{FORMULA}\n".encode()),
    "a table without a heading": Input("table", b"The dam broke.,Dam\n"),
    "a table with two columns of one name": Input("table", b"text,body\nThe dam broke.,It held.\n"),
    "a heading whose quotation marks do not match": Input("table", b'text,"tit"le\nThe dam broke.,Dam\n'),
    "a heading and nothing else": Input("table", b"text,title\n"),
    "an empty table": Input("table", b" \n"),
    "a spreadsheet": Input("table", b"PK\x03\x04" + bytes(300)),
    "ten thousand and one lines": Input("table", b"text\n" + b"The dam broke.\n" * 10_001),
    "a quotation mark that is never closed": Input("table", b'text\nThe dam broke.\n"The ferry sank.\nAnd more.\n'),
    "eleven megabytes of table": Input("table", b"text\n" + b"a " * 5_500_001),
}

DEEP = 100_000
BODIES = {
    "JSON a hundred thousand deep": Input("body", b'{"text": ' + b"[" * DEEP + b"]" * DEEP + b"}"),
    "objects a hundred thousand deep": Input("body", b'{"a":' * DEEP + b"1" + b"}" * DEEP),
    "a whole number of five thousand digits": Input("body", b'{"text": ' + b"9" * 5000 + b"}"),
    "a whole number of thirty digits": Input("body", b'{"text": ' + b"9" * 30 + b"}"),
    "a fraction out of range": Input("body", b'{"text": 1e999}'),
    "NaN": Input("body", b'{"text": NaN}'),
    "Infinity": Input("body", b'{"text": -Infinity}'),
    "a key that stands twice": Input("body", b'{"text": "The dam broke.", "text": "It held."}'),
    "an unknown field": Input("body", b'{"text": "The dam broke.", "colour": "red"}'),
    "a text that is a list": Input("body", b'{"text": ["The dam broke."]}'),
    "a text that is nothing": Input("body", b'{"text": null}'),
    "a list instead of an object": Input("body", b'["The dam broke."]'),
    "a word instead of an object": Input("body", b'"The dam broke."'),
    "nothing at all": Input("body", b""),
    "half an object": Input("body", b'{"text": "The dam'),
    "JSON that is not UTF-8": Input("body", b'{"text": "caf\xe9"}'),
    "JSON in UTF-16": Input("body", '{"text": "The dam broke."}'.encode("utf-16")),
    "an escaped NUL": Input("body", b'{"text": "The dam\\u0000 broke."}'),
    "an escaped lone surrogate": Input("body", b'{"text": "The dam \\ud800 broke."}'),
    "a form instead of JSON": Input("body", b"text=The+dam+broke."),
}
BATCHES = {
    "a thousand reports": Input("batch", [{"text": f"Bridge {n} at Lorn broke."} for n in range(1000)]),
    "a thousand and one reports": Input("batch", [{"text": "The dam broke."}] * 1001),
    "no report at all": Input("batch", []),
    "good and bad reports together": Input(
        "batch", [{"text": "The dam broke."}, {"text": ""}, 7, {"text": "It held.", "published": "soon"}]
    ),
}

HUGE = "9" * 40
QUESTIONS = {
    "NUL": Input("question", "\x00"),
    "NUL between letters": Input("question", "a\x00b"),
    "a number of forty digits": Input("question", HUGE),
    "a number below nought": Input("question", "-1"),
    "a digit of another script": Input("question", "٣"),
    "a superscript digit": Input("question", "²"),
    "a quotation mark and SQL": Input("question", "%' OR 1=1 --"),
    "five thousand letters": Input("question", "x" * 5000),
    "two thousand brackets": Input("question", "[" * 2000),
    "signs of a search language": Input("question", '" OR NEAR( * ^:'),
    "a direction override": Input("question", "\u202e"),
    "script": Input("question", SCRIPT),
}
WORDS = {
    "nothing": Input("words", ""),
    "only blanks": Input("words", "  \t"),
    "only NUL": Input("words", "\x00"),
    "NUL among words": Input("words", "The dam\x00 broke at Lorn."),
    "a line break among words": Input("words", "The dam broke\r\nBcc: everybody@desk.example"),
    "script in words": Input("words", f"The dam broke. {SCRIPT}"),
    "thirty thousand letters": Input("words", "a" * 30_000),
    "a lone surrogate among words": Input("words", "The dam \ud800 broke."),
    "a direction override among words": Input("words", "The \u202edam\u202c broke."),
}

INPUTS: dict[str, Input] = {**REPORTS, **FILES, **TABLES, **BODIES, **BATCHES, **QUESTIONS, **WORDS}


def as_json(value: Any) -> bytes:
    """As a careless program writes it: lone surrogates escaped, NUL too."""
    return json.dumps(value, ensure_ascii=True).encode("ascii")
