"""What is shipped beside the program: image, compose file, lock, Makefile, settings page, seeds. No container engine runs here."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.urls import resolve

from tracker import health
from tracker.language.headers import parse_headers

ROOT = Path(__file__).parent.parent
REPORTS = sorted((ROOT / "seeds" / "reports").glob("*.txt"))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def example() -> dict[str, str]:
    """The variables of .env.example with their values."""
    lines = [line for line in text(".env.example").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def known_variables() -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)`", text("docs/settings.md"), re.MULTILINE))


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(text("compose.yaml"))


class TestCompose:
    def test_web_worker_and_scheduler_share_one_image_and_one_environment(self, compose):
        ours = [compose["services"][name] for name in ("migrate", "web", "worker", "beat")]
        assert len({service["image"] for service in ours}) == 1
        assert all(service["environment"] == ours[0]["environment"] for service in ours)

    def test_it_sets_only_variables_that_the_program_reads(self, compose):
        assert set(compose["services"]["web"]["environment"]) <= known_variables()

    def test_every_service_is_watched_or_says_why_not(self, compose):
        silent = [name for name, service in compose["services"].items() if "healthcheck" not in service]
        assert silent == []
        assert "HEALTHCHECK" in text("Dockerfile")

    def test_each_is_asked_what_it_is_about_by_addresses_and_parts_that_there_are(self, compose):
        checks = {name: " ".join(service["healthcheck"].get("test", [])) for name, service in compose["services"].items()}
        assert "/health?part=database&part=migrations" in checks["web"]
        assert "manage.py health --part scheduler" in checks["beat"]
        assert "inspect ping" in checks["worker"]
        for part in re.findall(r"part[= ](\w+)", " ".join(checks.values())):
            assert part in {*health.NAMES, *settings.HEALTH_PARTS}

    def test_whatever_can_is_kept_from_writing_and_from_rights_and_has_an_end_to_its_memory(self, compose):
        for name, service in compose["services"].items():
            assert "no-new-privileges:true" in service["security_opt"], name
            assert service["restart"] == ("no" if name == "migrate" else "unless-stopped"), name
            if name != "database":
                assert service["read_only"] is True, name
                assert service["cap_drop"] == ["ALL"], name
            if name != "migrate":
                assert service["deploy"]["resources"]["limits"]["memory"], name

    def test_what_must_stay_stays(self, compose):
        assert set(compose["volumes"]) == {"database", "var"}
        assert compose["services"]["database"]["volumes"] == ["database:/var/lib/postgresql/data"]
        assert all(compose["services"][name]["volumes"] == ["var:/var/lib/claim-tracker"] for name in ("web", "worker", "beat"))

    def test_a_worker_is_given_the_time_that_a_step_may_take(self, compose):
        assert int(compose["services"]["worker"]["stop_grace_period"].removesuffix("s")) > settings.WORK_HARD_SECONDS

    def test_nothing_starts_before_the_tables_are_there(self, compose):
        for name in ("web", "worker", "beat"):
            assert compose["services"][name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        assert compose["services"]["migrate"]["depends_on"]["database"]["condition"] == "service_healthy"

    def test_ports_are_open_to_this_machine_only(self, compose):
        ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
        assert ports
        assert all(port.startswith("127.0.0.1:") for port in ports)

    def test_it_has_no_password_of_its_own(self, compose):
        assert ":?" in compose["services"]["database"]["environment"]["POSTGRES_PASSWORD"]
        assert ":?" in compose["services"]["web"]["environment"]["SECRET_KEY"]

    def test_the_commands_exist(self, compose):
        for service in compose["services"].values():
            command = service.get("command", [])
            if "manage.py" in command:
                assert command[command.index("manage.py") + 1] in get_commands()
        assert "tracker.tasks.drain" in __import__("tracker.tasks").tasks.app.tasks


class TestImage:
    def test_it_installs_from_the_lock_with_hashes_and_does_not_run_as_root(self):
        lines = text("Dockerfile").splitlines()
        assert any("--require-hashes" in line for line in lines)
        user = max(number for number, line in enumerate(lines) if line.startswith("USER "))
        assert lines[user] != "USER root"
        assert not any(line.startswith(("RUN", "COPY", "USER root")) for line in lines[user + 1 :])

    def test_what_builds_and_installs_stays_behind(self):
        build, runs = text("Dockerfile").split("\nFROM ")[-2:]
        assert "pip install" not in runs
        assert "pip uninstall --yes setuptools pip" in build
        assert "site-packages/pip*" in runs
        assert re.findall(r"apt-get install (.*?) &&", text("Dockerfile")) == ["--yes --no-install-recommends postgresql-client"]
        assert "rm -rf /var/lib/apt/lists/*" in runs

    def test_what_it_copies_is_there_and_not_kept_out(self):
        copied = re.findall(r"^COPY (?!--from)(\S+)", text("Dockerfile"), re.MULTILINE)
        let_in = {line.removeprefix("!") for line in text(".dockerignore").splitlines() if line.startswith("!")}
        assert set(copied) <= let_in
        assert all((ROOT / name).exists() for name in copied)

    def test_it_asks_an_address_that_answers(self):
        path = re.search(r"127\.0\.0\.1:8000(/\w+)", text("Dockerfile"))[1]
        assert resolve(path)


class TestSettings:
    def test_the_page_lists_exactly_what_the_program_reads(self):
        read = set(
            re.findall(r"""(?:flag|number|rate|environ\.get|env\.list|env\.db_url)\(\s*["']([A-Z_]+)["']""", text("tracker/settings.py"))
        )
        assert read - {"READ_DOT_ENV"} == known_variables()

    def test_the_example_names_only_known_variables(self):
        assert set(example()) <= known_variables() | {"PORT", "POSTGRES_PASSWORD"}

    def test_the_program_starts_with_the_example_as_it_is(self, tmp_path):
        environment = {**os.environ, **example(), "READ_DOT_ENV": "0", "VAR_DIR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-800:]

    @pytest.mark.parametrize(
        ("name", "value", "told"),
        [
            ("SIGNATURES", "3", "SIGNATURES='3' is not a whole number from 1 to 2"),
            ("DEBUG", "maybe", "DEBUG='maybe' is neither yes nor no"),
            ("PUBLIC_URL", "claims.example", "PUBLIC_URL='claims.example' must begin with http"),
        ],
    )
    def test_a_bad_value_stops_the_start_by_name(self, tmp_path, name, value, told):
        environment = {**os.environ, name: value, "READ_DOT_ENV": "0", "VAR_DIR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode != 0
        assert told in done.stderr


class TestLock:
    def test_every_pinned_package_has_a_hash(self):
        for name in ("requirements.txt", "requirements-dev.txt"):
            blocks = re.split(r"\n(?=[a-z0-9])", text(name))
            pins = [block for block in blocks if re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==", block)]
            assert len(pins) > 20
            assert all("--hash=sha256:" in pin for pin in pins), name

    def test_the_libraries_page_says_why_each_is_here(self):
        wanted = re.findall(r"^([A-Za-z0-9-]+)", text("requirements.in"), re.MULTILINE)
        page = text("docs/libraries.md").casefold()
        assert [name for name in wanted if name.casefold() not in page] == []

    def test_it_names_no_package_host(self):
        assert not re.search(r"(index-url|find-links|https?://|file:)", text("requirements.txt") + text("requirements-dev.txt"))


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
class TestMake:
    def test_it_lists_its_targets(self):
        listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert {"run", "test", "check", "lock"} <= set(re.findall(r"make (\w+)", listed))

    def test_without_python_3_11_it_says_what_to_do(self, tmp_path):
        tools = tmp_path / "bin"
        tools.mkdir()
        for name in ("bash", "sh", "cmp", "cp", "rm"):
            (tools / name).symlink_to(shutil.which(name))
        (tools / "python3").write_text("#!/bin/sh\nexit 1\n")
        (tools / "python3").chmod(0o755)
        venv = tmp_path / "venv"
        done = subprocess.run(
            [shutil.which("make"), f"VENV={venv}", "PYTHON=", "SYSTEM_PYTHON=", f"{venv}/bin/python"],
            cwd=ROOT, env={"PATH": str(tools)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode != 0
        assert "needs Python 3.11" in done.stderr
        assert not venv.exists()

    def test_the_run_for_a_bare_machine_is_sound_bash(self):
        assert os.access(ROOT / ".ci" / "run", os.X_OK)
        subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=True)
        assert "set -euo pipefail" in text(".ci/run")
        assert {"make check", "make test"} <= {line.split(" |")[0] for line in text(".ci/run").splitlines()}


@pytest.mark.django_db
class TestServe:
    def test_a_port_in_use_is_said_at_once_with_the_way_out(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(CommandError, match=f"Cannot listen on 127.0.0.1:{port}.*PORT={port + 1}"):
                call_command("serve", port=port)

    def test_a_database_without_tables_is_not_served(self, monkeypatch):
        monkeypatch.setattr(
            "tracker.management.commands.serve.MigrationExecutor.migration_plan", lambda self, targets: [("tracker.0001", False)]
        )
        with pytest.raises(CommandError, match=r"lacks 1 migration.*manage\.py migrate"):
            call_command("serve", port=free_port())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class TestSeeds:
    @pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
    def test_a_report_reads_like_one(self, path):
        headers = parse_headers(path.read_text(encoding="utf-8"))
        assert headers.title
        assert headers.published.tzinfo is not None
        assert re.match(r"https://[a-z-]+\.example/", headers.url)
        assert 70 <= len(headers.body.split()) <= 250

    def test_they_are_numbered_as_they_were_published(self):
        days = [parse_headers(path.read_text(encoding="utf-8")).published.date() for path in REPORTS]
        assert 30 <= len(days) <= 40
        assert days == sorted(days)

    def test_every_publisher_is_a_known_source(self):
        known = {row["name"] for row in tomllib.loads(text("seeds/sources.toml"))["source"]}
        assert {parse_headers(path.read_text(encoding="utf-8")).publisher for path in REPORTS} <= known

    def test_every_report_belongs_to_a_topic(self):
        filed = [number for row in tomllib.loads(text("seeds/topics.toml"))["topic"] for number in row["reports"]]
        assert sorted(filed) == list(range(1, len(REPORTS) + 1))
