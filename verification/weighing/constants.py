"""The one table of numbers that weighing uses, with its version. Change a number and the version together; no formula lives here."""

from __future__ import annotations

from math import log
from typing import Final

from tracker.terms import Level

VERSION: Final = "2026.1"

# ---- what a speaker committed to: the probability of the words, before polarity (docs/weighing.md, "What was committed to")
STATED_PROBABILITY: Final[dict[Level, float]] = {
    Level.STATED_AS_FACT: 0.95,
    Level.VERY_LIKELY: 0.88,
    Level.PROBABLE: 0.75,
    Level.POSSIBLE: 0.55,
    Level.DOUBTFUL: 0.15,
}
HEARSAY_CAP: Final = 0.60  # "reportedly" commits nobody to more than this, either way
DENIAL_OF_EVIDENCE: Final = Level.POSSIBLE  # "there is no evidence" weighs as a denial at this level

# ---- the record of a source
PRIOR_WEIGHT: Final = 4.0  # κ: how many firm, settled assertions the prior is worth
PRIOR_MEAN: Final = 0.65  # μ: how far a source without a record is believed
INTERVAL: Final = (0.1, 0.9)  # the quantiles of the 80 % interval
CURVE_FROM: Final = 30  # settled assertions below which the list is shown, not a calibration curve
CURVE_EDGES: Final = (0.5, 0.65, 0.8, 0.9, 1.0)  # stated probability in the asserted direction, bins closed above
BIN_PRIOR: Final = 0.5  # Jeffreys: added to both counts for a bin's or a share's interval

LETTERS: Final = (  # (letter, figure, bound, least n): tried in this order, else F
    ("A", "low", 0.90, 25.0),
    ("B", "low", 0.75, 9.0),
    ("C", "low", 0.50, 4.5),
    ("E", "high", 0.50, 9.0),
    ("D", "theta", 0.60, 9.0),
)

# ---- fidelity of a relay
HARDENED_BY: Final = 2  # levels by which a relay must differ from what it relays to count as hardened or softened

# ---- support for a claim
THETA_RANGE: Final = (0.5, 0.99)  # a record below ½ is no record of lying on purpose; none is certain
HOP_FACTOR: Final = 0.95  # each relay hop pulls the weight of the words towards ½
WEIGHT_CAP: Final = log(9)  # one origin never carries a claim above .90
SAME_BLOC: Final = 0.25  # what every origin of a bloc after its strongest adds
PRIOR_CLAIM: Final = 0.5  # a claim that nothing speaks for or against
BOUNDS: Final = (0.03, 0.97)  # the model never says never
MATERIAL: Final = 0.25  # the least weight of an origin that counts as material
NUMBERS: Final = ((2, 0.70), (3, 0.40), (4, 0.20))  # (credibility, least P), tried in this order, else 5
CONFIRMED_FROM: Final = 0.90  # credibility 1 needs this P …
CONFIRMED_BLOCS: Final = 2  # … from so many material blocs, and no material denial
