"""Windows of a real browser for tests: where Chromium is, how it is started, and what it complains of."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
MISSING = "" if Path(CHROMIUM).exists() else "no Chromium: apt-get install chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PASSWORD = "correct horse"


@contextmanager
def windows(root: str, *, expected: tuple[str, ...] = ()) -> Iterator[Callable[..., Any]]:
    """A function that opens a window of its own, signed in as *username* on the desk at *root*, or as nobody.

    What the browser complains of fails the test when the windows are closed: errors of scripts, and requests that leave the machine.
    *expected*: parts of complaints that belong to what is tried, such as "status of 422".
    """
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []

    def complain(words: str) -> None:
        if not any(one in words for one in expected):
            complaints.append(words)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def window(username: str = "", *, width: int = 1440, **options: Any) -> Any:
            page = browser.new_context(viewport={"width": width, "height": 900}, **options).new_page()
            page.set_default_timeout(40_000)
            page.on("console", lambda message: complain(f"{message.text} {message.location['url']}") if message.type == "error" else None)
            page.on("pageerror", lambda error: complain(str(error)))
            page.on(
                "request",
                lambda asked: None if asked.url.startswith((root, "data:", "about:")) else complain(f"left the machine: {asked.url}"),
            )
            if username:
                page.goto(root)
                sign_in(page, username)
                page.wait_for_selector("text=Reasons to look now")
            return page

        yield window
        browser.close()
    assert not complaints, "\n".join(complaints)


def sign_in(page: Any, username: str) -> None:
    """Fill the form that is open, and send it."""
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
