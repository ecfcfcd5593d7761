"""Which language a text is in, by its function words; only whether it is English matters further on."""

from __future__ import annotations

import re
from collections import Counter

_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
    "the of and to in a is was that for on with by at from as it he they said has have had were are be this an not but which will "
    "his their its after who been or".split()
),
    "de": frozenset(
    "der die das und ist nicht ein eine zu den mit von auf für im dem sich des auch als wurde hat sie es bei nach einer aus wird "
    "werden haben sind war".split()
),
    "fr": frozenset(
    "le la les et des une est dans pour que qui sur pas du au par avec sont ce il elle ont été plus cette selon mais aux ses leur "
    "en".split()
),
    "es": frozenset("el la los las de y que en un una es por con del se para al no su ha fue son como más según pero sus este entre sobre han".split()),
    "it": frozenset("il lo gli di che è un una per con del della sono nel alla non si le dei delle anche come più ha stato dal al da".split()),
    "pt": frozenset("o os as um uma do da dos das que em não com para por foi no na se ao mais são como mas segundo pelo pela ser está".split()),
    "nl": frozenset("de het een van en is dat niet op te met voor zijn aan door ook er werd heeft naar bij maar uit deze wordt om".split()),
    "sv": frozenset("och att det som en på är av för med till den har inte om ett men var efter vid från eller sig".split()),
    "pl": frozenset("i w z na nie się że do jest o po przez od za dla oraz który jak jego został są tym to".split()),
    "tr": frozenset("ve bir bu için ile da de çok olarak daha olan sonra kadar ise gibi göre değil oldu".split()),
    "id": frozenset("yang dan di dengan untuk dari pada ini itu tidak dalam adalah akan telah oleh ke sebagai juga".split()),
}
_SCRIPTS = (("ru", r"[Ѐ-ӿ]"), ("zh", r"[\u4e00-\u9fff]"), ("ja", r"[\u3040-\u30ff]"), ("ko", r"[\uac00-\ud7af]"), ("ar", r"[\u0600-\u06ff]"), ("he", r"[\u0590-\u05ff]"), ("el", r"[\u0370-\u03ff]"), ("hi", r"[\u0900-\u097f]"), ("th", r"[\u0e00-\u0e7f]"), ("ka", r"[\u10a0-\u10ff]"), ("hy", r"[\u0530-\u058f]"))
_UKRAINIAN = re.compile(r"[іїєґ]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 6000


def language_of(text: str) -> str:
    """An ISO 639-1 code; "en" where too little is said to tell. Looks at the beginning of the text only."""
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return "en"
    latin = letters if sample.isascii() else sum(1 for c in sample if c < "\u0250" and c.isalpha())
    if latin < 0.5 * letters:
        counts = {code: len(re.findall(pattern, sample)) for code, pattern in _SCRIPTS}
        if counts["ja"] > 0.05 * letters:
            return "ja"
        best = max(counts, key=lambda code: counts[code])
        if counts[best] == 0:
            return "und"
        return "uk" if best == "ru" and len(_UKRAINIAN.findall(sample)) > 0.02 * letters else best
    words = _WORD.findall(sample.lower())
    if not words:
        return "en"
    counts_of = Counter(words)
    english = sum(counts_of[word] for word in counts_of.keys() & _WORDS["en"])
    scores = {code: sum(counts_of[word] for word in counts_of.keys() & known) for code, known in _WORDS.items() if code != "en"}
    best = max(scores, key=lambda code: scores[code])
    # function words that several languages share must not outvote a short English headline
    if scores[best] >= 3 and scores[best] > 1.5 * english and scores[best] >= 0.12 * len(words):
        return best
    if scores[best] == 2 and english == 0 and len(words) <= 10:
        return best
    return "en"
