"""What may not be the basis of a settlement: the count of the very reports that are judged by it. Pure.

A record that is charged with what most reports said would reward copying; so a written basis must name something beside their number.
"""

from __future__ import annotations

import re

COUNTING = re.compile(  # words that only count reports, or say that they agree
    r"(?:"
    r"a|agencies|agency|agree|agreed|agreeing|agreement|agrees|all|almost|also|an|and|are|article|articles|as|at|because|"
    r"broadcasters|by|carried|carry|claim|claims|confirm|confirmation|confirmed|confirming|confirms|consensus|consistent|"
    r"copies|corroborate|corroborated|corroborates|corroborating|corroboration|count|counted|counts|coverage|different|dozen|"
    r"dozens|each|eight|enough|every|everybody|everyone|five|four|from|had|has|have|high|hundred|hundreds|in|independent|"
    r"independently|is|it|its|journalists|just|least|level|main|majority|many|media|model|more|most|much|multiple|near|nearly|"
    r"news|newspapers|nine|no|number|numbers|numerous|of|on|one|only|or|origin|origins|other|others|outlet|outlets|over|per|"
    r"points|press|probability|published|publishers|quite|repeat|repeated|repeats|report|reported|reporters|reporting|reports|"
    r"same|say|saying|says|score|separate|seven|several|six|so|some|source|sources|stations|stories|story|such|suggested|"
    r"support|supported|supports|ten|than|that|the|them|there|these|they|this|those|thousand|three|to|too|twelve|twenty|two|"
    r"unanimous|unanimously|various|very|was|we|well|were|wide|widely|wire|wires|with|wrote"
    r")"
)


def only_counts(basis: str) -> bool:
    """Whether a written basis says nothing but how many, or that all, report it. An empty one says nothing at all, which is another matter."""
    words = re.findall(r"[^\W\d_]+", basis.casefold())
    return (bool(words) or any(sign.isdigit() for sign in basis)) and all(COUNTING.fullmatch(word) for word in words)
