"""Reads a page as a browser would and says what of it is not as it must be."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tests.probes.filling import ELEMENT

RUNS = re.compile(r"^(on\w+|x-|@|:|hx-|v-)")  # attributes that a browser or Alpine takes for a program
SCRIPT_TYPES = {None, "", "text/javascript", "module", "application/javascript"}
LEFT_ALONE = {"textarea", "script", "style", "title", "option"}


class Page(HTMLParser):
    """``wrong`` lists what must not be; ``probes`` counts the places where a probe is shown as text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.probes = 0
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == ELEMENT:
            self.wrong.append(f"a probe became an element inside {' > '.join(self.open[-4:])}")
        if tag == "style" or (tag == "script" and not given.get("src") and given.get("type") in SCRIPT_TYPES):
            self.wrong.append(f"<{tag}> is written into the page")
        for name, value in attrs:
            self.attribute(tag, name, value or "")
        if tag not in ("br", "img", "input", "link", "meta", "hr", "wbr", "path", "rect", "circle", "line"):
            self.open.append(tag)

    def attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on"):
            self.wrong.append(f"<{tag} {name}> is a program of its own")
        if ELEMENT in value and (RUNS.match(name) or name == "style"):
            self.wrong.append(f"a probe stands in <{tag} {name}>, which is run: {value[:120]}")
        if name in ("href", "src", "action", "formaction", "xlink:href") and re.match(
            r"\s*(javascript|data:text|vbscript)", value, re.IGNORECASE
        ):
            self.wrong.append(f"<{tag} {name}={value[:60]}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, text: str) -> None:
        inside = self.open[-1] if self.open else ""
        self.probes += f"<{ELEMENT}" in text
        if "\u202e" in text and inside not in (*LEFT_ALONE, "bdi"):
            self.wrong.append(f"an unseen sign is not shown inside {' > '.join(self.open[-4:])}: {text.strip()[:80]!r}")
        if inside == "script" and ELEMENT in text:
            self.wrong.append(f"a probe stands in a script: {text.strip()[:80]!r}")
