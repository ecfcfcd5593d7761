"""Photographs of the demo for the documentation: ``make screenshots`` writes docs/images. The demo is loaded once and again only when its seeds changed."""

from __future__ import annotations

import email
import email.policy
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
SCRATCH = Path(os.environ.get("SCREENSHOTS_DIR", "") or Path(tempfile.gettempdir()) / "claim-tracker-screenshots")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
HEAVIEST = 250 * 1024
WAIT_SECONDS = 60


def seeds() -> str:
    """A name for the seeds as they are."""
    total = hashlib.sha256()
    for path in sorted((ROOT / "seeds").rglob("*")):
        if path.is_file():
            total.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return total.hexdigest()[:16]


def environment(port: int) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{SCRATCH / f'demo-{seeds()}.sqlite3'}",
        "MAIL_URL": f"filemail://{SCRATCH / 'outbox'}",
        "DEMO": "1",
        "READ_DOT_ENV": "0",
        "REDIS_URL": "",
        "VAR_DIR": str(SCRATCH),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }


def manage(*words: str, env: dict[str, str]) -> str:
    return subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


PLACES = """
from django.urls import reverse
from tracker.models import Claim, Source, Topic
from verification.casefile import case_files
from verification.supports import supports_of
from verification.track_records import record_of
files = case_files(Claim.objects.standing().select_related("opened_from"))
change = lambda row: reverse(f"admin:tracker_{row._meta.model_name}_change", args=[row.pk])
hedged = max((f for f in files if f.level_first < 3 and f.level_last > 3), key=lambda f: (f.origins, len(f.entries)))
figured = [f for f in files if any(e.opening and e.statement.figures.exists() for e in f.entries)]
counted = max(figured, key=lambda f: (len(f.own_side), -f.claim.number))
print("claim", change(hedged.claim))
weighed = max(supports_of([f.claim for f in files]).values(), key=lambda s: (s.support.disputed, len(s.support.blocs) < 7, len(s.origins), -s.claim.number))
print("support", change(weighed.claim))
charged = Source.objects.filter(charges__isnull=False).distinct()
print("source", change(max((record_of(one) for one in charged), key=lambda r: (r.record.settled, r.relays.n, r.speaks_on)).source))
print("figures", change(counted.claim))
print("report", change(counted.claim.opened_from.report))
print("topic", change(max(Topic.objects.all(), key=lambda t: t.claims.count())))
print("inflation", reverse("admin:inflations"))
print("queue", reverse("admin:queue"))
print("home", reverse("admin:index"))
"""
# The picture, who looks, and the part of the page at which it begins ("": its top).
SHOTS = (
    ("home", "rui", "demo-reviewer", ""),
    ("report", "nadia", "demo-analyst", ""),
    ("claim", "rui", "demo-reviewer", "section[aria-label=Trajectory]"),
    ("support", "nadia", "demo-analyst", "section[aria-label='Model support']"),
    ("source", "nadia", "demo-analyst", "section[aria-label='Track record']"),
    ("figures", "nadia", "demo-analyst", "section[aria-label=Figures]"),
    ("inflation", "nadia", "demo-analyst", ""),
    ("queue", "sena", "demo-reviewer", ""),
    ("topic", "nadia", "demo-analyst", ""),
)


def digest_html() -> str:
    """The HTML of the longest digest that loading the demo mailed."""
    found = [""]
    for path in sorted((SCRATCH / "outbox").glob("*")):
        for letter in path.read_bytes().split(b"-" * 79):
            message = email.message_from_bytes(letter.lstrip(), policy=email.policy.default)
            found += [part.get_content() for part in message.walk() if part.get_content_type() == "text/html"]
    return max(found, key=len)


def main() -> int:
    if not Path(CHROMIUM).exists():
        print("screenshots: no Chromium: apt-get install chromium")
        return 1
    from playwright.sync_api import sync_playwright

    SCRATCH.mkdir(parents=True, exist_ok=True)
    IMAGES.mkdir(parents=True, exist_ok=True)
    port = free_port()
    env = environment(port)
    manage("migrate", "--verbosity", "0", env=env)
    manage("load_demo", env=env)
    places = dict(line.split() for line in manage("shell", "-v0", "-c", PLACES, env=env).splitlines() if line.strip())
    (SCRATCH / "digest.html").write_text(digest_html())
    server = subprocess.Popen([sys.executable, "manage.py", "serve", "--port", str(port)], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    try:
        root = f"http://127.0.0.1:{port}"
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            try:
                urlopen(f"{root}/admin/login/").read()
                break
            except OSError:
                time.sleep(0.3)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--disable-gpu"])
            for name, user, password, part in SHOTS:
                page = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light").new_page()
                page.goto(f"{root}/admin/")
                page.fill("#id_username", user)
                page.fill("#id_password", password)
                page.click("button[type=submit]")
                page.wait_for_selector("text=Reasons to look now")
                page.goto(root + places[name])
                if part and page.locator(part).count():
                    page.locator(part).first.evaluate("part => window.scrollTo(0, part.getBoundingClientRect().top + window.scrollY - 40)")
                page.screenshot(path=IMAGES / f"{name}.png")
                page.context.close()
            page = browser.new_page(viewport={"width": 720, "height": 900})
            page.goto((SCRATCH / "digest.html").as_uri())
            page.screenshot(path=IMAGES / "digest.png")
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)
    heavy = [path.name for path in IMAGES.glob("*.png") if path.stat().st_size > HEAVIEST]
    for path in sorted(IMAGES.glob("*.png")):
        print(f"docs/images/{path.name}  {path.stat().st_size // 1024} kB")
    if heavy:
        print(f"heavier than {HEAVIEST // 1024} kB: {', '.join(heavy)}")
    return 1 if heavy else 0


if __name__ == "__main__":
    raise SystemExit(main())
