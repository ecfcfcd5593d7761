"""Nothing acknowledged is lost, whatever goes wrong under the program: one short run with everything that can. Longer ones: ``make faults``."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults import plan
from tests.faults.chaos import WEIGHTS, schedule
from tests.faults.ground import what_is_missing
from tests.faults.run import SIZES, run
from tests.faults.sink import PLACES, Sink
from tests.services.servers import free_port

MISSING = what_is_missing()


@pytest.mark.services
@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_every_promise_is_kept_while_everything_goes_wrong():
    with TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as folder:  # another run of tests shuts the folders of this one
        Path(folder).chmod(0o755)
        verdict = run(seed=1, size="ci", folder=Path(folder))
    assert verdict.kept, verdict.told()
    assert set(verdict.faults) == set(WEIGHTS), verdict.told()
    assert verdict.uncertain, verdict.told()  # a lost answer was met
    assert verdict.reports == SIZES["ci"].reports


class TestPlan:
    def test_a_seed_is_a_plan(self):
        assert plan.make(7, reports=50) == plan.make(7, reports=50)
        assert plan.make(7, reports=50) != plan.make(8, reports=50)

    def test_every_report_is_told_apart_and_speaks_on_one_proposition(self):
        made = plan.make(1, reports=300)
        assert len({report.key for report in made.reports}) == len({report.text for report in made.reports}) == 300
        assert sorted({len(reports) for reports in made.propositions().values()}) == [2, 3]

    def test_it_is_kept_as_a_file(self, tmp_path):
        made = plan.make(1, reports=10)
        made.save(tmp_path / "plan.json")
        assert plan.Plan.load(tmp_path / "plan.json") == made

    def test_what_goes_wrong_is_in_the_seed_and_everything_does(self):
        assert schedule(3, seconds=40) == schedule(3, seconds=40)
        for seconds in (1, 25):
            assert {fault.kind for fault in schedule(3, seconds=seconds)} == set(WEIGHTS)
        gaps = [later.at - earlier.at for earlier, later in zip(schedule(3, seconds=90), schedule(3, seconds=90)[1:], strict=False)]
        assert min(gaps) >= 0.79
        assert max(gaps) <= 2.01


@pytest.fixture
def sink():
    made = Sink(free_port(), seed=1)
    made.start()
    yield made
    made.stop()


def offer(sink):
    """One mail offered to the sink; what it came to."""
    message = EmailMessage()
    message["To"], message["From"], message["Subject"], message["Message-ID"] = "uma@desk.example", "desk@desk.example", "news", "<1@desk>"
    message.set_content("The dam broke.\n.\n")
    try:
        with smtplib.SMTP("127.0.0.1", sink.port, timeout=0.5) as line:
            line.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        return type(error).__name__
    return "taken"


class TestSink:
    def test_it_takes_mail_word_for_word(self, sink):
        assert offer(sink) == "taken"
        [mail] = sink.taken
        assert (mail.to, mail.message_id, mail.subject, mail.answered) == ("uma@desk.example", "<1@desk>", "news", True)
        assert mail.body.replace("\r\n", "\n") == "The dam broke.\n.\n"

    def test_it_loses_one_answer_and_keeps_the_mail(self, sink):
        sink.lose_an_answer()
        assert offer(sink) != "taken"
        assert offer(sink) == "taken"
        assert [mail.answered for mail in sink.taken] == [False, True]

    def test_it_is_away_and_back(self, sink):
        sink.set("refuse")
        assert offer(sink) != "taken"
        sink.set("ok")
        assert offer(sink) == "taken"

    def test_it_misbehaves_at_every_place_and_sometimes_takes_what_it_never_answers(self, sink):
        sink.set("drop")
        for _ in range(6 * len(PLACES)):
            assert offer(sink) != "taken"
        assert sink.misbehaved["drop"] >= 5 * len(PLACES)
        assert sink.taken
        assert not any(mail.answered for mail in sink.taken)
