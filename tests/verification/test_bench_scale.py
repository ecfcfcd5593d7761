"""The measurement of growth on a record of a few claims: copies are whole, planted claims are found, and tables and chart are written."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.bench import bench_scale, scale_record, scale_rivals, scale_run
from tracker import search, work
from tracker.models import Claim, Source, Statement
from verification.models import Evidence, StatementFrame

pytestmark = pytest.mark.django_db


def test_a_small_record_is_copied_whole_and_what_was_planted_is_found(monkeypatch):
    monkeypatch.setattr(scale_record, "BASE", 80)
    # A test with real transactions empties the tables and not the index, and copies are made of all that stands there.
    for kind in search.KINDS:
        for key in search.keys(kind):
            search.remove(kind, key)
    story = scale_record.write_record(160, say=lambda line: None)
    assert (Claim.objects.count(), Statement.objects.count(), Evidence.objects.count()) == (160, 240, 80)
    assert StatementFrame.objects.count() == 240
    assert search.keys("claim") == set(Claim.objects.values_list("pk", flat=True))
    first, copy = Claim.objects.get(number=1), Claim.objects.get(number=81)
    assert copy.text != first.text
    assert copy.opened_from.display == copy.text
    assert copy.opened_from.reading.revision.text.startswith(copy.text[:20])
    newest = Claim.objects.order_by("-seq")[0].seq
    batch = scale_run.batch_of(story, 2, seed=1, publishers=list(Source.objects.values_list("name", flat=True)))
    scale_run.make_ready(batch)
    monkeypatch.setattr(scale_run, "_worker", Here)
    monkeypatch.setattr(scale_run, "_waiting", lambda: work.run_until_idle() > 0)
    monkeypatch.setattr(scale_run, "_end", lambda one: one.end())
    run = scale_run.deliver(batch, workers=1)
    assert run["parked"] == 0
    asked = scale_run.asked_of(batch)
    scores = [scale_run.own_score(batch, asked, newest), *scale_rivals.rivals(list(Claim.objects.values_list("pk", "text")), asked)]
    assert scores[0].found == 1.0
    assert all(one.found > 0 and one.cpu_ms > 0 for one in scores[1:])
    row = {
        "database": "sqlite",
        "claims": 160,
        "statements": 240,
        "written_s": 1.0,
        "written_cpu_s": 1.0,
        "bytes": scale_record.database_bytes() / 240,
        "runs": [run],
        "found": [bench_scale.vars_of(one) for one in scores],
        "pages": {"home": run["read"]},
        "first_output_s": 1.0,
    }
    rows = [row, row | {"claims": 1600, "runs": [run | {"cpu_ms": 2 * run["cpu_ms"]}]}]
    assert "| sqlite | 1,600 | 240 | 1 |" in bench_scale.section(rows)
    assert "| 2.00 |" in bench_scale.section(rows)
    assert ElementTree.fromstring(bench_scale.picture(rows)).tag.endswith("svg")


class Here:
    """Stands for a worker process, which cannot see the tests' database: the steps are done in the process itself."""

    stdout = type("Ready", (), {"readline": staticmethod(lambda: "ready")})

    def end(self):
        one = [(1.0, 1.0), (2.0, 2.0)]
        kinds = dict.fromkeys(("read", "compare", "compare_back", "candidates", "comparing", "weighing"), one)
        return {"steps": kinds, "parts": kinds, "memory_mb": 1.0, "busy_s": 1.0}
