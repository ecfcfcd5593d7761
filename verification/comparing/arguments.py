"""The telling words of a sentence, and who did it to whom. What happened is found elsewhere."""

from __future__ import annotations

from dataclasses import replace

from tracker.language.spans import Span
from verification.comparing.clauses import PREPOSITIONS, Token
from verification.comparing.lexicon import concepts, families, loose, rarity
from verification.comparing.shapes import Happening, Rank, Role, Term

TITLE_WEIGHT = 0.4  # "the footballer Ivo Lanz": who is named needs no title
COUNT_NOUNS = frozenset(["turnout", "toll", "number", "total", "tally", "count", "figure"])


TRANSITIVE = frozenset(["win"])
# Classes that are aimed at somebody: "fired at Orlan", "imposed sanctions on Veria".
AIMED = frozenset(["launch", "shoot", "attack", "sanction", "tariff"])


def terms_in(tokens: list[Token], skip: list[tuple[int, int]], names: list[tuple[int, int, str, frozenset[str], bool]]) -> list[Term]:
    """Names and telling words outside of *skip*, in order. *names*: (first token, after the last, key, keys, whether a place)."""
    found: list[Term] = []
    named = {i for a, b, *_ in names for i in range(a, b)}
    for a, b, key, keys, place in names:
        if any(s <= a < e for s, e in skip):
            continue
        role = _role(tokens[a])
        found.append(Term(key, keys, Span(tokens[a].word.start, tokens[b - 1].word.end), 2.0, a, role, name=True, place=place or False, clause=tokens[a].clause, prep=tokens[a].prep))
    table = concepts()
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if i in named or token.taken or any(s <= i < e for s, e in skip) or not token.word.text[0].isalnum():
            i += 1
            continue
        size, concept = 1, None
        for length in (3, 2, 1):
            phrase = tuple(t.lemma for t in tokens[i : i + length])
            if len(phrase) == length and phrase in table and not (length > 1 and tokens[i + length - 1].verb) and not any(j in named for j in range(i, i + length)):
                size, concept = length, table[phrase]
                break
        if token.word.tag == "CD" or (token.happening and concept is None) or (concept is None and (token.lemma in loose() or token.word.low in loose() or token.lemma in COUNT_NOUNS or len(token.lemma) < 2)):
            i += 1
            continue
        if concept is not None and token.verb and token.word.tag != "VBN" and size == 1:
            concept = None
            if token.lemma in loose():
                i += 1
                continue
        if concept is not None and concept.name in ("person", "toll"):
            i += size
            continue
        head = tokens[i + size - 1]
        key = concept.name if concept else families().get(token.lemma, token.lemma)
        keys = concept.line if concept else frozenset((key,))
        band = rarity(token.lemma if size == 1 else head.lemma)
        weight = 0.5 if band <= 5 else 0.8 if band <= 7 else 1.0 if band <= 10 else 1.25
        if token.word.tag[:1] in ("J", "R"):
            weight *= 0.6
        if i + size < len(tokens) and tokens[i + size].person and i + size in named:
            weight *= TITLE_WEIGHT
        found.append(Term(key, keys, Span(token.word.start, head.word.end), weight, i, _role(token), group=concept.group if concept else None, clause=token.clause, prep=token.prep, noun=head.noun))
        i += size
    return sorted(found, key=lambda t: t.index)


def _role(token: Token) -> Role:
    if not token.prep:
        return Role.OTHER
    return PREPOSITIONS.get(token.prep, Role.OTHER)


def with_arguments(tokens: list[Token], found: list[tuple[Happening, int]], terms: list[Term]) -> list[Happening]:
    """The happenings with who did it, to whom, to and from where."""
    verbs = [h.index for h, _ in found if h.rank is not Rank.NAMED]
    full: list[Happening] = []
    for h, size in found:
        clause = tokens[h.index].clause
        near = [t for t in terms if t.clause == clause]
        if h.rank is Rank.NAMED or (h.rank is Rank.MAIN and tokens[h.index].noun):
            agents = tuple(t for t in near if (t.role is Role.AGENT and t.index > h.index) or (t.index < h.index and _possessive(tokens, t, h.index)))
            patients = tuple(t for t in near if (t.role is Role.OF and h.index < t.index <= h.index + 8) or (t.index < h.index and h.index - t.index <= 3 and not t.name and not _possessive(tokens, t, h.index) and t.role is not Role.PLACE))
        else:
            first = min((v for v in verbs if tokens[v].clause == clause), default=h.index)
            later = min((v for v in verbs if v > h.index and tokens[v].clause == clause), default=len(tokens))
            subjects = tuple(t for t in near if t.index < min(first, h.index) + (0 if first < h.index else 1) and t.index < h.index and t.role in (Role.OTHER, Role.OF) and not (t.role is Role.OTHER and tokens[t.index].prep))
            if not subjects and h.rank is Rank.BESIDE and tokens[h.index].word.tag == "VBG":
                subjects = _main_subject(tokens, found, terms)
            objects = tuple(t for t in near if h.index < t.index < later and (not tokens[t.index].prep or t.role is Role.OF))
            bys = tuple(t for t in near if t.role is Role.AGENT and t.index > h.index)
            if h.frame == "undergo" and h.classes & TRANSITIVE and objects and not h.passive:
                agents, patients = subjects, objects  # "voters re-elected the mayor"
            elif h.frame in ("undergo", "state", "event"):
                agents, patients = bys, subjects or objects
            elif h.passive:
                agents, patients = bys, subjects + objects
            else:
                agents, patients = subjects, objects
        goals = tuple(t for t in near if t.index > h.index and (t.role is Role.GOAL or (tokens[t.index].prep in ("at", "on", "against") and h.classes & AIMED)))
        origins = tuple(t for t in near if t.role is Role.SOURCE)
        if h.frame == "give" and not h.passive:
            # "gave Russia missiles": a name right behind the verb receives
            indirect = tuple(t for t in patients if t.name and t.index <= h.index + size + 2 and any(p.index > t.index and not p.name for p in patients))
            goals, patients = goals + indirect, tuple(t for t in patients if t not in indirect)
            # "supplied Russia with missiles"
            given = tuple(t for t in near if t.index > h.index and tokens[t.index].prep == "with" and not t.name)
            if given and patients and all(t.name for t in patients):
                goals, patients = goals + patients, given
        full.append(replace(h, agents=agents, patients=patients, goals=goals, origins=origins))
    return full


def _main_subject(tokens: list[Token], found: list[tuple[Happening, int]], terms: list[Term]) -> tuple[Term, ...]:
    """Who does what the main clause tells: "United lifted the cup after beating Rovers" has United beat them."""
    main = next((h for h, _ in found if h.rank is Rank.MAIN and not h.nominal), None)
    if main is None:
        return ()
    clause = tokens[main.index].clause
    return tuple(t for t in terms if t.clause == clause and t.index < main.index and t.role is Role.OTHER and not tokens[t.index].prep)


def _possessive(tokens: list[Token], term: Term, before: int) -> bool:
    return any(tokens[j].word.low in ("'s", "’s") for j in range(term.index + 1, min(before, term.index + 5)))
