"""Which names are those of news outlets and agencies, that relay rather than originate. A list and a few name endings; no judgement on them."""

from __future__ import annotations

from tracker.language.words import Word

_NAMES = frozenset(
    "reuters ap afp bbc cnn nbc cbs abc fox yonhap kyodo xinhua tass interfax ria kcna dpa ansa efe pti ani bloomberg politico "
    "axios nhk rtl rfi rfe rt cgtn sky itv zdf ard npr pbs msnbc cnbc aljazeera jazeera haaretz ukrinform unian suspilne meduza "
    "novaya kommersant anadolu irna isna fars tasnim sana wafa mehr antara bernama yle nos tvn tvp lemonde spiegel bild welt "
    "presse france-presse variety nature guardian telegraph independent économist economist newsweek forbes vox vice buzzfeed cbc ctv news.com".split()
)
_ENDINGS = frozenset(
    "newswire times post news journal tv television radio agency daily herald tribune wire press gazette online ledger chronicle observer "
    "today channel broadcaster newspaper magazine media weekly mail mirror sun star express standard globe inquirer examiner "
    "courier dispatch bulletin network sentinel monitor figaro monde spiegel zeitung pravda".split()
)


_PUBLIC = frozenset(("state", "local", "national", "public", "regional", "state-run", "state-owned", "private"))
_MEDIA = frozenset(("television", "tv", "radio", "media", "newspaper", "newspapers", "broadcaster", "channel", "agency", "station"))


def is_outlet(words: list[Word]) -> bool:
    """Whether the phrase names an outlet: a known name, or a capitalised one with a press word at its end ("the Harbour Post")."""
    bare = [w for w in words if w.tag not in ("DT", "POS")]
    if not bare:
        return False
    if any(w.low in _NAMES and w.text[0].isupper() for w in bare):
        return True
    if bare[0].low in _PUBLIC and bare[-1].low in _MEDIA:
        return True
    tail = [w for w in bare if w.low in _ENDINGS]
    return bool(tail) and any(w.text[0].isupper() for w in bare) and (bare[-1].low in _ENDINGS or bare[-1].low in ("report", "reports", "interview"))
