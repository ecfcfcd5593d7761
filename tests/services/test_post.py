"""Digests by real workers under two schedulers, over a clock change and a day on which nothing ran: each reader's mailbox holds one mail a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.services.post import ZONES, post_with
from tests.services.servers import what_is_missing

MISSING = what_is_missing()
pytestmark = [pytest.mark.services, pytest.mark.skipif(bool(MISSING), reason=MISSING)]
PEOPLE = 60
FRIDAY = datetime(2026, 3, 27, 12, tzinfo=UTC)


def test_every_reader_finds_one_mail_a_day_whatever_happens_to_clocks_and_schedulers(tmp_path):
    kyiv = [f"reader{n}@desk.example" for n in range(PEOPLE) if ZONES[n % len(ZONES)] == "Europe/Kyiv"]
    with post_with(tmp_path, PEOPLE) as post:
        post.news("The dam at Lorn may have been mined.", at=FRIDAY)
        post.set_clock(FRIDAY + timedelta(hours=20))  # Saturday, 08:00: seven has passed everywhere
        post.start_legs()
        post.wait_for(PEOPLE, seconds=120)
        assert {len(mails) for mails in post.mails().values()} == {1}

        # Sunday, 04:30 UTC: clocks went forward in Kyiv, where it is half past seven now; in Kolkata it is ten, in UTC not seven yet.
        post.news("The bridge at Orl may have been closed.", at=FRIDAY + timedelta(hours=30))
        post.set_clock(datetime(2026, 3, 29, 4, 30, tzinfo=UTC))
        kolkata = ZONES.count("Asia/Kolkata") * PEOPLE // len(ZONES)
        post.wait_for(PEOPLE + len(kyiv) + kolkata, seconds=120)
        assert {len(post.mails()[reader]) for reader in kyiv} == {2}
        post.set_clock(datetime(2026, 3, 29, 7, 30, tzinfo=UTC))
        post.wait_for(2 * PEOPLE, seconds=120)

        # Monday nothing runs; on Tuesday one mail brings both days.
        post.stop_legs()
        post.news("The pier at Tarn may have been damaged.", at=datetime(2026, 3, 30, 12, tzinfo=UTC))
        post.set_clock(datetime(2026, 3, 31, 7, 30, tzinfo=UTC))
        post.start_legs()
        post.wait_for(3 * PEOPLE, seconds=120)
        mails = post.mails()
        assert post.doubled() == []
        assert len(mails) == PEOPLE
        assert {len(box) for box in mails.values()} == {3}
        for box in mails.values():
            assert [words in mail.body for mail, words in zip(box, ("dam at Lorn", "bridge at Orl", "pier at Tarn"), strict=True)] == [
                True
            ] * 3
            assert "dam at Lorn" not in box[1].body + box[2].body
            assert "since your last digest, of 29 March 2026" in box[2].body
        assert post.digests() == {"sent": 3 * PEOPLE}
