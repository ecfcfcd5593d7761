"""The example client, run as its page says, against the real server."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests import make

PATH = Path(__file__).parents[1] / "examples" / "claims_client.py"
TEXT = "The dam at Lorn may have been mined on Sunday, officials of the ministry said.\n"


@pytest.fixture(scope="module")
def example():
    found = importlib.util.spec_from_file_location("claims_client", PATH)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.django_db(transaction=True)
def test_the_example_sends_reads_and_follows(example, live_server, tmp_path, capsys, monkeypatch):
    desk = example.Desk(live_server.url, make.token(make.person("analyst")))
    sent = desk.send(TEXT, title="Dam", publisher="Lorn Post", wait=True)
    assert (sent["created"], sent["read"]) == (True, True)
    assert desk.send(TEXT, title="Dam", publisher="Lorn Post", wait=True)["uuid"] == sent["uuid"]
    assert [claim["status"] for claim in desk.claims(report=sent["uuid"])] == ["unverified"]
    found = desk.send_many([{"text": f"Bridge {n} at Orl is closed."} for n in range(60)] + [{"text": ""}])
    assert (found["stored"], found["refused"]) == (60, 1)
    assert len(list(desk.pages("reports"))) == 61, "two pages"
    seen = [event["id"] for event in desk.events()]
    assert list(desk.events(after=seen[-1])) == []
    with pytest.raises(example.Refused) as refused:
        desk.fetch("http://127.0.0.1/story")
    assert (refused.value.status, refused.value.code, refused.value.field) == (400, "forbidden_address", "url")

    (tmp_path / "story.txt").write_text(TEXT)
    monkeypatch.setenv("CLAIMS_TOKEN", desk.token)
    assert example.main([live_server.url, str(tmp_path / "story.txt"), "--publisher", "Lorn Post", "--title", "Dam"]) == 0
    assert "known: " in capsys.readouterr().out
    monkeypatch.setenv("CLAIMS_TOKEN", "forged")
    assert example.main([live_server.url, str(tmp_path / "story.txt")]) == 1
