"""What a sentence says happened, by the tables: asserted, told beside or only named. Who did it to whom is found elsewhere."""

from __future__ import annotations

from dataclasses import replace

from tracker.language.spans import Span
from verification.comparing.clauses import PREPOSITIONS, SPEECH, Token
from verification.comparing.lexicon import Sense, concepts, happenings, loose, phrases_from
from verification.comparing.moods import mood_at, supposed_ranges
from verification.comparing.shapes import Happening, Mood, Rank
from verification.comparing.verbs import (
    LIGHT,
    REASONS,
    is_ahead,
    is_passive,
    is_past,
    is_planned,
    is_predicative,
    is_reduced,
    negated_at,
    turned_down,
)

OCCURRING = frozenset(["happen", "occur", "strike", "hit", "break", "rip", "shake", "rock", "jolt", "sweep", "tear", "rage", "hit", "devastate", "engulf", "erupt", "rattle", "batter", "lash", "pummel", "slam", "near"])
OCCURRENCES = frozenset(["quake", "storm", "landslide", "fire", "explode", "outbreak", "erupt", "flood", "collapse", "outage", "protest", "clash", "crash", "collide", "leak", "attack", "shoot", "walkout"])


# Classes whose verbs need an object: without one, the subject is the object.
DONE_TO = frozenset(["die", "injure", "steal", "hack", "detain", "charge", "convict", "imprison", "abduct", "evacuate", "dismiss", "appoint", "rescue", "hospitalise", "sanction", "fine", "suspend", "ban", "damage", "recall", "sue", "expel", "identify", "seize", "approve", "poison", "build", "produce", "diagnose"])
# What is given, sent or delivered in words only: nothing changes hands.
GIVING = frozenset(["give", "send", "deliver", "provide", "supply", "offer"])
WORDS_GIVEN = frozenset(["signal", "message", "warning", "answer", "speech", "statement", "reply", "opinion", "evidence", "proof", "hint", "reason", "impression", "talk", "lecture", "verdict", "blow", "detail", "interview", "briefing", "account", "explanation", "assurance", "information", "comment", "figure", "example", "indication", "notice", "testimony"])
# What is called off, or falls through, does not take place.
FALLING_THROUGH = frozenset(["fall through", "fall apart", "come to nothing"])
CALLED_OFF = FALLING_THROUGH | {"cancel", "call off", "scrap", "shelve", "postpone", "put off", "abandon", "axe", "ditch", "drop", "rule out", "put back", "scupper", "torpedo", "nix", "suspend"}
CONTROLLING = frozenset(["agree", "decide", "threaten", "vow", "pledge"])
BEATEN = frozenset(["beat", "defeat", "overcome", "trounce", "thrash", "outvote", "oust"])
TAKEN_BACK = frozenset(["withdraw", "retract", "take", "pull", "rescind", "disavow"])
PIECES = frozenset(["report", "story", "article", "study", "paper", "claim", "statement", "allegation", "accusation", "account", "finding", "post", "tweet", "remark", "interview", "dispatch", "item", "piece"])
WIDEST_GAP = 5
WITHIN_A_NAME_OR_NOUN = frozenset(["NN", "NNS", "NNP", "NNPS", "DT", "JJ", "CD", "PRP", "PRP$", "POS"])
PASSED_OVER = frozenset(["the", "a", "an", "of", "their", "its", "his", "her", "diplomatic", "full", "net", "pre-tax", "operating", "quarterly", "annual"])  # within a phrase: "post a net loss"
PARTICLES = frozenset(["out", "off", "down", "up", "away", "back"])
DETERMINERS = frozenset(["the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "our", "your", "my"])
AMONG = {
    "v:court": frozenset(["jury", "juror", "court", "judge", "tribunal", "charge", "murder", "trial", "fraud", "wrongdoing", "appeal", "prosecutor", "accuse"]),
    "v:talks": frozenset(["talk", "negotiation", "deal", "merger", "summit", "coalition", "takeover", "agreement", "mediation", "bid", "truce", "ceasefire", "dialogue"]),
    "v:deal": frozenset(["merger", "takeover", "deal", "acquisition", "sale", "bill", "law", "motion", "resolution", "bid", "appointment", "nomination", "plan", "reform", "treaty", "proposal", "buyout"]),
    "v:force": frozenset(["troop", "soldier", "warship", "battalion", "brigade", "carrier", "fleet", "destroyer", "regiment", "paratrooper", "frigate", "marine", "reinforcement"]),
    "v:show": frozenset(["festival", "concert", "match", "game", "show", "race", "final", "election", "vote", "referendum", "parade", "march", "ceremony", "exhibition", "fair", "conference", "tournament", "summit", "exam", "trial", "launch", "visit", "meeting", "wedding", "rally", "auction"]),
    "v:signal": frozenset(["signal", "trace", "transmission", "tremor", "radiation", "sound", "call"]),
    "v:ties": frozenset(["tie", "relation", "embassy", "ambassador"]),
    "n:vote": frozenset(["vote", "election", "poll", "ballot", "referendum", "electoral", "count"]),
    "v:loot": frozenset(["painting", "paint", "artwork", "jewel", "jewellery", "gold", "loot", "statue", "sculpture", "weapon", "manuscript", "necklace", "diamond", "stolen", "steal", "helmet", "coin", "treasure", "cash", "artefact"]),
    "v:remains": frozenset(["body", "corpse", "wreckage", "wreck", "debris", "remains", "remnant", "recorder", "fuselage", "fragment", "skeleton", "coffin"]),
    "v:drug": frozenset(["drug", "vaccine", "regulator", "treatment", "medicine", "agency", "jab", "device"]),
    "v:war": frozenset(["rebel", "troop", "army", "fighter", "militant", "soldier", "force", "militia", "insurgent", "paramilitary"]),
}
WORK_WORDS = frozenset(["worker", "union", "staff", "employee", "wage", "pay", "driver", "nurse", "doctor", "teacher", "crew", "pilot", "labour", "labor", "railway", "walkout", "job", "company", "firm", "miner", "docker", "picket"])


def _condition_holds(sense: Sense, token: Token, tokens: list[Token], i: int) -> bool:
    if not sense.condition:
        return True
    tag = token.word.tag
    if sense.condition in AMONG:
        verbal = tag[:1] == "V" or (tag == "JJ" and token.word.low.endswith("ed"))
        return verbal == (sense.condition[:1] == "v") and any(t.lemma in AMONG[sense.condition] for t in tokens[max(0, i - 10) : i + 11])
    if sense.condition[:1] == "n":
        if sense.condition != "n" and (tag[:1] == "V" or sense.condition == "n:work") != (tag[:1] != "V" and _about_work(tokens)):
            return False
        return tag[:1] in ("N", "J") or (token.word.text[:1].isupper() and tag[:1] != "V")
    if tag[:1] != "V" and not (tag[:1] == "N" and token.word.low.endswith(("ed", "s")) and i + 1 < len(tokens) and tokens[i + 1].word.tag in ("DT", "CD", "PRP$", "NNP")) and tag not in ("VBN", "JJ"):
        return False
    if sense.condition == "v":
        return tag != "JJ" or token.word.low.endswith("ed")
    around = tokens[max(0, i - 8) : i + 9]
    groups = {c.group for t in around if (c := concepts().get((t.lemma,)))}
    names = {c.name for t in around if (c := concepts().get((t.lemma,)))}
    if sense.condition == "v:going":
        return not any(t.lemma in ("homeless", "dead", "injure", "trap", "strand", "wound", "miss", "without", "behind", "open", "damage", "orphan", "displace", "stick") or t.figure for t in tokens[i + 1 : i + 9])
    if sense.condition == "v:disease":
        return "disease" in groups or bool(names & {"virus"})
    if sense.condition == "v:weapon":
        return "weapon" in groups
    if sense.condition == "v:post":
        return "weapon" not in groups and bool("office" in groups or names & {"worker", "coach", "mayor"} or any(t.lemma in ("manager", "chief", "head", "director", "minister", "general", "boss") for t in around))
    return "measure" in groups or any(t.lemma in ("index", "currency", "market", "bond", "percent") or t.word.text == "%" for t in around)


def _about_work(tokens: list[Token]) -> bool:
    return any(t.lemma in WORK_WORDS for t in tokens)


def _senses_at(tokens: list[Token], i: int) -> tuple[tuple[Sense, ...], int, str]:
    """The senses of the longest known phrase from token *i* on, how many tokens it takes, and its words."""
    table = happenings()
    token = tokens[i]
    best: tuple[tuple[Sense, ...], int, str] = ((), 1, token.lemma)
    phrase: list[str] = []
    for j in range(i, min(i + 6, len(tokens))):
        low = tokens[j].word.low
        if j > i and (low in PASSED_OVER or tokens[j].word.tag == "CD"):
            continue
        if tokens[j].word.text in ",;.":
            break
        if j > i and low == "at" and j + 1 < len(tokens) and tokens[j + 1].word.low in ("least", "most"):
            break
        phrase.append(tokens[j].lemma)
        if len(phrase) > 4:
            break
        senses = table.get(tuple(phrase))
        if senses and not (j > i and tokens[j].word.tag in ("IN", "TO") and j + 1 < len(tokens) and tokens[j + 1].figure):
            verbal = any(t.verb for t in tokens[i : j + 1])
            held = tuple(s for s in senses if _condition_holds(s, token, tokens, i) and not (verbal and s.condition[:1] == "n" and j > i))
            if held:
                best = (held, j - i + 1, " ".join(phrase))
    return best if best[1] > 1 or not token.verb else _parted(tokens, i) or _around_object(tokens, i) or best


def _parted(tokens: list[Token], i: int) -> tuple[tuple[Sense, ...], int, str] | None:
    """A verb whose particle stands behind its object: "pulled its soldiers out", "called the talks off"."""
    for j in range(i + 1, min(i + 6, len(tokens))):
        between = tokens[j]
        if between.verb or between.word.text in ",;:." or (between.word.tag in ("IN", "TO") and between.word.low not in PARTICLES):
            return None
        if between.word.low in PARTICLES and j > i + 1:
            senses = tuple(s for s in happenings().get((tokens[i].lemma, between.word.low), ()) if not s.condition)
            return (senses, 1, f"{tokens[i].lemma} {between.word.low}") if senses else None
    return None


def _leads_to(tokens: list[Token], i: int) -> bool | None:
    """Of "agreed to sell": False, as it is the selling that is told. True where both sides do it ("agreed to merge"), None where no known verb follows."""
    to = next((j for j in range(i + 1, min(i + 4, len(tokens))) if tokens[j].word.low == "to"), None)
    if to is None or to + 1 >= len(tokens) or tokens[to + 1].word.tag != "VB":
        return None
    senses = _senses_at(tokens, to + 1)[0]
    return any(s.frame == "mutual" for s in senses) if senses else None


def _takes_back(tokens: list[Token], i: int) -> bool:
    """Whether it is a report, a study or a claim that is withdrawn: "withdrew its report", "the study was retracted"."""
    ahead = [t for t in tokens[i + 1 : i + 6] if not t.prep]
    if tokens[i].lemma in ("take", "pull"):
        return any(t.lemma in PIECES for t in ahead) and (tokens[i].lemma == "pull" or any(t.word.low == "back" for t in tokens[i + 1 : i + 6]))
    passive = i > 0 and any(t.lemma == "be" for t in tokens[max(0, i - 3) : i])
    return any(t.lemma in PIECES for t in (tokens[max(0, i - 12) : i] if passive else ahead))


def _around_object(tokens: list[Token], i: int) -> tuple[tuple[Sense, ...], int, str] | None:
    """A phrase that takes its object into its midst: "made eleven infants ill", "ordered the envoy to leave", "cut 4,000 European jobs"."""
    for phrase in phrases_from(tokens[i].lemma):
        rest = phrase[1:]
        if rest[0] in PREPOSITIONS and rest[0] != "from" and (rest[0] != "to" or len(rest) == 1):
            continue  # "fired a missile at": what stands between is not told by the phrase
        for start in range(i + 2, min(i + 2 + WIDEST_GAP, len(tokens) - len(rest) + 1)):
            if tokens[start - 1].word.tag not in WITHIN_A_NAME_OR_NOUN:
                break
            if tuple(t.lemma for t in tokens[start : start + len(rest)]) == rest:
                held = tuple(s for s in happenings()[phrase] if _condition_holds(s, tokens[i], tokens, i))
                if held:
                    return held, 1, " ".join(phrase)
    return None


def _words_that_were_given(tokens: list[Token], i: int) -> bool:
    """ "an answer that the agency gave him": the noun stands before its relative clause."""
    return any(tokens[j].lemma in WORDS_GIVEN and tokens[j + 1].word.low in ("that", "which") for j in range(max(0, i - 6), i))


def happenings_in(tokens: list[Token], skip: list[tuple[int, int]]) -> list[tuple[Happening, int]]:
    """The happenings in reading order, without arguments, each with its number of tokens; ranks are settled by ``settle_ranks``."""
    found: list[tuple[Happening, int]] = []
    taken = -1
    supposed = supposed_ranges(tokens)
    for i, token in enumerate(tokens):
        if i <= taken or token.speech or token.person or token.named or any(a <= i < b for a, b in skip) or token.taken:
            continue
        senses, size, word = _senses_at(tokens, i)
        if token.lemma in ("shoot", "stab", "beat", "leave", "find", "club") and any(t.word.low == "dead" for t in tokens[i + 1 : i + 6]):
            senses = (*tuple(s for s in senses if s.happening != "depart"), Sense("die", 1, "act"))
        if token.lemma == "find" and (judged := next((j for j in range(i + 1, min(i + 12, len(tokens))) if tokens[j].word.low == "guilty"), None)) is not None:
            senses = (Sense("convict", -1 if tokens[judged - 1].word.low == "not" else 1, "act"),)
        tag = token.word.tag
        if token.lemma in GIVING and (any(t.lemma in WORDS_GIVEN for t in tokens[i : i + 5]) or _words_that_were_given(tokens, i)):
            senses, size, word = tuple(s for s in senses if s.happening != "transfer"), 1, token.lemma
        if token.word.low == "supplies" and token.noun:
            senses = ()  # goods, not the handing over
        if token.verb and token.lemma in ("pull", "dig", "drag", "winch") and any(t.word.low in ("alive", "rubble", "wreckage", "ruins", "debris", "water", "sea") for t in tokens[i + 1 : i + 8]):
            senses = (Sense("rescue", 1, "act"),)
        if token.verb and token.lemma in ("recover", "retrieve", "pull", "dig", "drag", "winch") and any(t.lemma in ("body", "remains", "corpse", "recorder", "wreckage") for t in tokens[i + 1 : i + 7]):
            senses = (Sense("find", 1, "act"),)
        if token.lemma in TAKEN_BACK and token.verb and _takes_back(tokens, i):
            senses = (Sense("retract", 1, "act"),)
        if token.lemma in BEATEN and is_passive(tokens, i, size, False) and not any(t.word.low == "by" for t in tokens[i + 1 : i + 6]):
            senses = (*(replace(s, frame="undergo") for s in senses if s.happening != "approve"), Sense("win", -1, "undergo"))
        if senses and token.verb and token.lemma in CONTROLLING and (led := _leads_to(tokens, i)) is not None:
            senses = tuple(s for s in senses if s.frame == "mutual") if led else ()
            if not senses:
                continue
        attributive = token.word.low == "missing" and i + 1 < len(tokens) and tokens[i + 1].noun and not (i and tokens[i - 1].lemma in ("be", "go", "remain"))
        nominal = attributive or tag[:1] == "N" or (tag == "JJ" and not is_predicative(tokens, i)) or tag == "CD" or ((tag == "VBN" or (tag == "VBD" and (not i or tokens[i - 1].word.low in DETERMINERS))) and i + 1 < len(tokens) and (tokens[i + 1].noun or (tokens[i + 1].word.tag == "JJ" and i > 0 and tokens[i - 1].word.low in DETERMINERS)) and (not i or tokens[i - 1].word.low in DETERMINERS or tokens[i - 1].word.tag in ("IN", "TO", "JJ") or (tokens[i - 1].verb and tokens[i - 1].lemma not in ("be", "have", "get", "do"))))
        if not senses and tag == "JJ" and not token.figure and is_predicative(tokens, i):
            senses, nominal = (), False
        elif not senses:
            if not token.verb or token.lemma in ("be", "have", "do") or token.lemma in SPEECH or token.word.low.startswith(("'", "’")):
                continue
            if token.lemma in loose() and token.lemma not in LIGHT:
                continue
            senses, nominal = (), False
        if tag in ("VBN", "JJ", "VBD") and i and tokens[i - 1].word.low in ("the", "those") and not (i + 1 < len(tokens) and (tokens[i + 1].noun or tokens[i + 1].word.tag == "JJ")):
            nominal = True  # "one of the injured"
        if tag == "VBG" and i and tokens[i - 1].word.tag in ("DT", "PRP$", "JJ", "POS") and not (i + 1 < len(tokens) and tokens[i + 1].word.tag in ("DT", "CD")):
            nominal = True
        frame = senses[0].frame if senses else "act"
        if frame == "event":
            nominal = True
        mood = mood_at(tokens, i, supposed)
        rank = Rank.NAMED if mood is not Mood.ASSERTED or (nominal and not turned_down(tokens, i)) else Rank.BESIDE if token.beside or is_reduced(tokens, i) else Rank.MAIN
        found.append(
            (
                Happening(
                    word=word,
                    senses=frozenset((s.happening, s.sign) for s in senses),
                    frame=frame,
                    rank=rank,
                    span=Span(token.word.start, tokens[i + size - 1].word.end),
                    index=i,
                    negated=negated_at(tokens, i),
                    passive=not nominal and is_passive(tokens, i, size, bool({x.happening for x in senses} & DONE_TO)),
                    planned=is_planned(tokens, i),
                    nominal=nominal,
                    mood=mood,
                    past=not nominal and is_past(tokens, i),
                    ahead=not nominal and is_ahead(tokens, i),
                ),
                size,
            )
        )
        token.happening = True
        taken = i + size - 1
    return found


# Verbs that say how far a happening that is named as a noun has come, and verbs by which one that went on has ended.
PHASES = frozenset(["begin", "start", "commence", "kick off", "get under way", "finish", "complete", "conclude", "end", "continue", "proceed", "go ahead", "take place", "be under way", "come to end", "wrap up"])
CAUSING = frozenset(["force", "prompt", "necessitate"])
ENDERS = frozenset(["stop", "halt", "end", "contain", "plug", "seal", "quell", "fix", "break up", "break", "suppress", "stem", "curb", "tackle", "fight", "battle", "combat"])
ONGOING = frozenset(["leak", "fire", "outbreak", "flood", "outage", "walkout", "protest", "clash", "erupt", "spread"])


def _with_phases(tokens: list[Token], found: list[tuple[Happening, int]]) -> list[tuple[Happening, int]]:
    """What has begun, gone on or ended has taken place: "construction of the plant has begun", "engineers stopped the leak"."""
    settled = []
    for h, n in found:
        if h.rank is Rank.NAMED and h.nominal and h.senses and h.mood is Mood.ASSERTED and not tokens[h.index].beside:
            phase = next((v for v, _ in found if v.rank is Rank.MAIN and (v.word in PHASES or v.senses & {("begin", 1), ("begin", -1)}) and h.index < v.index and not tokens[h.index].prep and _subject_of(tokens, h, v)), None)
            ender = next((v for v, _ in found if v.rank is Rank.MAIN and v.word in ENDERS and 0 < h.index - v.index <= 4 and not tokens[h.index].prep and not v.passive), None) if h.classes & ONGOING else None
            causer = next((v for v, _ in found if v.rank is Rank.MAIN and v.word in CAUSING and not v.senses and 0 < h.index - v.index <= 5 and tokens[h.index].prep in ("", "to", "in", "about") and not v.passive), None)
            agreed = next((v for v, _ in found if v.rank is Rank.MAIN and v.word in ("agree", "plan", "schedule", "announce") and 0 < h.index - v.index <= 5 and tokens[h.index].prep in ("", "to", "on", "for")), None) if not phase else None
            verb = phase or ender or causer or agreed
            if verb is not None:
                h = replace(h, rank=Rank.MAIN, negated=verb.negated if verb is not ender else False, planned=verb.planned or verb is agreed, past=verb.past and verb is not agreed, ahead=verb.ahead)
        settled.append((h, n))
    return settled


def _subject_of(tokens: list[Token], named: Happening, verb: Happening) -> bool:
    """Whether the noun is the subject of the verb: no other verb and no mark stands between them."""
    return not any((t.verb and t.lemma not in ("be", "have", "get")) or t.word.text in ",;:" for t in tokens[named.index + 1 : verb.index])


def _with_rejected(tokens: list[Token], found: list[tuple[Happening, int]]) -> list[tuple[Happening, int]]:
    """What is rejected or turned down is asserted not to be: "turned down a prisoner swap"."""
    settled = []
    for h, n in found:
        turned = next((v for v, _ in found if v.rank is Rank.MAIN and _turns_down(tokens, v, h)), None) if h.rank is Rank.NAMED and h.mood is Mood.ASSERTED else None
        settled.append((replace(h, rank=Rank.MAIN, negated=not turned.negated), n) if turned else (h, n))
    return settled


def _turns_down(tokens: list[Token], verb: Happening, named: Happening) -> bool:
    """Whether the verb has the named happening turned down or called off: "rejected a ceasefire", "called off the talks", "the talks were cancelled"."""
    ahead = named.index - verb.index
    governed = tokens[named.index].prep
    if ("approve", -1) in verb.senses:
        return 0 < ahead <= 6 and not governed and not verb.passive
    if verb.word not in CALLED_OFF or governed or not named.nominal:
        return False
    between = tokens[min(verb.index, named.index) + 1 : max(verb.index, named.index)]
    if any(t.verb or t.word.text in ",;:" or t.word.low in REASONS for t in between if t.lemma not in ("be", "have")):
        return False
    return 0 < ahead <= 8 if not verb.passive and verb.word not in FALLING_THROUGH else -12 <= ahead < 0


def settle_ranks(tokens: list[Token], found: list[tuple[Happening, int]], counting: bool, tolled: bool) -> list[tuple[Happening, int]]:
    """A noun that names a happening is the assertion where the verb only says that it took place, or where there is no verb.

    *counting*: the text says that a number grew or stands at something; then the verb of growing is not what happened. *tolled*: it counts dead or hurt, which is what it asserts.
    """
    settled = _with_phases(tokens, _with_rejected(tokens, found))
    if not tolled and any(t.lemma == "toll" for t in tokens):
        settled = [(h, n) for h, n in settled if not (h.rank is Rank.NAMED and "die" in h.classes)]  # "the death toll in Veria" without a number says nothing
    if counting:
        verb = max((h.index for h, _ in settled if h.classes & {"rise", "arrive"} or h.word in ("stand", "reach")), default=0)
        settled = [(replace(h, rank=Rank.MAIN) if h.rank is Rank.BESIDE and h.index < verb else h, n) for h, n in settled]
        settled = [(h, n) for h, n in settled if not (h.classes & {"rise", "arrive"} or h.word in ("stand", "reach", "rise"))] or settled
        settled = [(replace(h, rank=Rank.MAIN) if h.rank is Rank.BESIDE and not tokens[h.index].beside else h, n) for h, n in settled]
    specific = [h for h, _ in settled if h.rank is Rank.MAIN and h.senses and not (h.word in OCCURRING and _subject_named(settled, h))]
    unknown = any(h.rank is Rank.MAIN and not h.senses and h.word not in LIGHT and h.word not in OCCURRING and not tokens[h.index].word.tag.startswith("J") for h, _ in settled)
    if specific or tolled or unknown:
        return settled
    promoted = []
    for h, n in settled:
        if h.rank is Rank.NAMED and h.mood is Mood.ASSERTED and not tokens[h.index].beside:
            occurring = next((v for v, _ in settled if v.rank is Rank.MAIN and v.word in OCCURRING and _subject_named(settled, v)), h)
            h = replace(h, rank=Rank.MAIN, planned=h.planned or occurring.planned, ahead=h.ahead or occurring.ahead, past=h.past or occurring.past)
        elif h.rank is Rank.MAIN and h.word in OCCURRING and _subject_named(settled, h):
            continue
        promoted.append((h, n))
    return promoted


def _subject_named(found: list[tuple[Happening, int]], verb: Happening) -> bool:
    """Whether the verb only says that a named happening took place: "a quake hit the town", "the town was hit by a quake"."""
    if verb.passive:
        return any(h.rank is Rank.NAMED and h.classes & OCCURRENCES and 0 < h.index - verb.index <= 6 for h, _ in found)
    return any(h.rank is Rank.NAMED and h.classes & OCCURRENCES and 0 < verb.index - h.index <= 6 for h, _ in found)
