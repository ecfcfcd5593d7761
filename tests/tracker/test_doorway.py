"""What every request passes first and every answer last: size, address, headers; signing in, and being locked out of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings as program
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.utils.module_loading import import_string

from tests import make
from tests.roles.calling import heard
from tracker import doorway

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
SIGN_IN = "/admin/login/"


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


def sign_in(client, username, password="correct horse", **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more.pop("fields", {})}, **more)


class TestSize:
    @pytest.mark.parametrize("path", ["/admin/add-report/", SIGN_IN, "/nowhere/"])
    def test_a_request_over_the_limit_is_refused_unread_naming_the_limit(self, client, path):
        answer = client.generic("POST", path, b"", CONTENT_LENGTH=str(program.MAX_REQUEST_BYTES + 1))
        assert answer.status_code == 413
        assert b"12,000,000 bytes" in answer.content

    def test_the_api_says_it_in_its_own_shape(self, client):
        answer = client.generic("POST", "/api/v1/reports", b"", content_type="application/json", CONTENT_LENGTH="9" * 15)
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == "too_large"

    @pytest.mark.parametrize("length", ["-1", "x", "9" * 30, "1e3"])
    def test_a_length_that_is_no_number_is_refused(self, length):
        request = RequestFactory().get("/", CONTENT_LENGTH=length)
        assert doorway.Doorway(lambda request: pytest.fail("let through"))(request).status_code == 413


class TestHeaders:
    def test_a_page_may_load_from_here_only_and_be_framed_by_nobody(self, client):
        client.force_login(make.person("lead"), backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get("/admin/")
        policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if " " in part.strip())
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self' 'unsafe-eval'"
        assert policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["form-action"] == policy["connect-src"] == "'self'"
        assert "report" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]

    def test_what_is_no_page_may_load_and_run_nothing(self):
        answer = make.client(make.person("reader")).get("/api/v1/claims")
        assert answer["Content-Security-Policy"] == doorway.NOTHING
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/api/v1/docs/", "/healthz", "/nowhere", "/api/nowhere"])
    def test_no_answer_is_left_open(self, client, path):
        answer = client.get(path)
        for name in ("Content-Security-Policy", "Permissions-Policy", "X-Frame-Options", "Referrer-Policy", "Cache-Control"):
            assert name in answer, name

    def test_a_host_that_is_not_ours_is_not_answered(self, client):
        assert client.get("/admin/login/", headers={"host": "evil.example"}).status_code == 400
        assert client.get("/api/v1/claims", headers={"host": "evil.example"}).status_code == 400

    def test_a_host_that_a_proxy_claims_is_not_believed(self, client):
        assert b"evil.example" not in client.get("/admin/login/", headers={"x-forwarded-host": "evil.example"}).content


class TestWhoseAddress:
    @pytest.mark.parametrize(
        ("proxies", "forwarded", "address"),
        [
            (0, "", "127.0.0.1"),
            (0, "8.8.8.8", "127.0.0.1"),
            (1, "", "127.0.0.1"),
            (1, "8.8.8.8", "8.8.8.8"),
            (1, "6.6.6.6, 8.8.8.8", "8.8.8.8"),
            (2, "6.6.6.6, 8.8.8.8, 10.0.0.1", "8.8.8.8"),
            (2, "8.8.8.8", "8.8.8.8"),
            (1, " , ,", "127.0.0.1"),
        ],
    )
    def test_what_the_client_writes_itself_is_not_believed(self, settings, proxies, forwarded, address):
        settings.PROXIES = proxies
        assert doorway.address_of(RequestFactory().get("/", headers={"x-forwarded-for": forwarded} if forwarded else {})) == address


class TestSigningIn:
    @pytest.fixture(autouse=True)
    def _watched(self, settings):
        settings.AXES_ENABLED = True

    def test_eight_wrong_passwords_lock_the_name_out_from_that_address_only(self, client, settings):
        settings.PROXIES = 1
        person = make.person("reader")
        for _ in range(8):
            sign_in(client, person.username, "wrong", headers={"x-forwarded-for": "6.6.6.6"})
        locked = sign_in(client, person.username, headers={"x-forwarded-for": "6.6.6.6"})
        assert locked.status_code == 429
        assert locked["Retry-After"] == "900"
        assert "for 15 minutes" in locked.content.decode()
        forged = sign_in(client, person.username, headers={"x-forwarded-for": "9.9.9.9, 6.6.6.6"})
        assert forged.status_code == 429
        assert sign_in(client, person.username, headers={"x-forwarded-for": "7.7.7.7"}).status_code == 302

    def test_a_name_that_nobody_has_is_locked_out_like_any_other(self, client):
        known, unknown = make.person("reader").username, "nobody-of-this-name"
        told = {}
        for username in (known, unknown):
            cache.clear()
            answers = [sign_in(client, username, "wrong") for _ in range(9)]
            assert [answer.status_code for answer in answers] == [200] * 7 + [429] * 2
            told[username] = [without(answer, username) for answer in answers]
        assert told[known] == told[unknown]

    def test_the_same_work_is_done_for_every_name(self, client, settings):
        settings.PASSWORD_HASHERS = ["tests.tracker.test_doorway.Counted"]
        deactivated = make.person("reader", is_active=False).username
        without_password = make.person("reader")
        without_password.set_unusable_password()
        without_password.save()
        counted, spent = import_string("tests.tracker.test_doorway.Counted"), []
        for username in (make.person("reader").username, "nobody-of-this-name", deactivated, without_password.username):
            counted.done = 0
            sign_in(client, username, "wrong")
            spent.append(counted.done)
        assert spent == [1, 1, 1, 1]

    def test_one_address_may_try_thirty_times_a_minute_whatever_the_names(self, client):
        answers = [sign_in(client, f"name{n}", "wrong").status_code for n in range(31)]
        assert answers == [200] * 30 + [429]

    def test_signing_in_gives_a_fresh_session_and_a_new_password_ends_the_others(self, client):
        person = make.person("lead")
        client.get(SIGN_IN)
        session = client.session
        session["planted"] = True
        session.save()
        before = session.session_key
        sign_in(client, person.username)
        assert client.session.session_key != before
        person.set_password("another long one")
        person.save()
        assert heard(client.get("/admin/"))[0]

    def test_who_is_deactivated_is_out_at_once(self, client):
        person = make.person("lead")
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        token = make.client(person)
        person.is_active = False
        person.save()
        assert heard(client.get("/admin/"))[0]
        assert token.get("/api/v1/claims").status_code == 401

    @pytest.mark.parametrize(
        "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "\x00//evil.example"]
    )
    def test_nobody_is_sent_elsewhere_after_signing_in(self, client, target):
        answer = sign_in(client, make.person("reader").username, fields={"next": target})
        assert answer.status_code == 302
        assert answer.url == "/admin/"

    def test_a_form_from_elsewhere_is_refused(self):
        guarded = Client(enforce_csrf_checks=True)
        person = make.person("lead")
        assert sign_in(guarded, person.username).status_code == 403
        guarded.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert guarded.post("/admin/add-report/", {"text": "The dam broke."}).status_code == 403
        assert guarded.post("/api/v1/reports", {"text": "The dam broke."}, content_type="application/json").status_code == 403


class Counted(MD5PasswordHasher):
    """Counts how often a password is worked on."""

    algorithm = "counted"
    done = 0

    def encode(self, password, salt):
        type(self).done += 1
        return super().encode(password, salt)


def without(answer, username):
    """The page less what differs on every page."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode().replace(username, "NAME"))


class TestKey:
    def test_the_first_run_writes_a_key_that_only_its_owner_reads_and_all_starts_share(self, tmp_path):
        environment = {
            **os.environ,
            "VAR_DIR": str(tmp_path / "var"),
            "READ_DOT_ENV": "0",
            "SECRET_KEY": "",
            "DEBUG": "0",
            "DATABASE_URL": "",
        }
        ask = [sys.executable, "-c", "from tracker.settings import SECRET_KEY; print(SECRET_KEY)"]

        def start(_):
            return subprocess.run(ask, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout.strip()

        with ThreadPoolExecutor(4) as pool:
            keys = set(pool.map(start, range(4)))
        assert len(keys) == 1
        assert len(keys.pop()) > 80
        assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600
        assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]

    def test_behind_https_every_cookie_is_for_https_and_this_host_alone(self, tmp_path):
        url = "https://desk.example"
        ask = (
            "from tracker import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, "
            "s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.CSRF_TRUSTED_ORIGINS, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE)"
        )
        environment = {**os.environ, "VAR_DIR": str(tmp_path), "READ_DOT_ENV": "0", "PUBLIC_URL": url}
        said = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
        assert said.split() == ["__Host-session", "True", "True", "True", "31536000", f"['{url}']", "True", "Lax"]


@pytest.mark.parametrize("password", ["short-one-1", "password1234", "123456789012345", "anna-of-lorn"])
def test_a_password_that_is_easily_guessed_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, make.person("reader", username="anna-of-lorn"))


def test_a_text_may_be_tried_on_the_reader_only_so_often(settings):
    settings.API_RATES = {**settings.API_RATES, "try": "2/hour"}
    caller = make.client(make.person("reader"))
    answers = [caller.post("/api/v1/read", {"text": "The dam broke."}, format="json") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_every_test_that_the_security_page_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)((?:::\w+)*)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    assert len(named) > 20
    for path, parts in named:
        source = (ROOT / path).read_text(encoding="utf-8")
        for part in filter(None, parts.split("::")):
            assert re.search(rf"^\s*(def|class) {part}\b", source, re.MULTILINE), f"{path} has no {part}"
