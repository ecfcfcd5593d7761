"""STIX 2.1: a claim as a report, what restates or updates it as notes, what corroborates or contradicts it as opinions, sources as identities.

Every identifier is worked out from the record's own, and every time comes from the record: the same record gives the same bundle.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import stix2

from tracker.terms import Level, Relation, SourceKind, Verdict, label
from verification.exports.cases import Case, Desk, Party, Said

NAMESPACE = UUID("7c2f5d0e-6b0f-5c39-9f0e-3d6f8a1f5b77")
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)  # of what has no time of its own
CONFIDENCE = {1: 90, 2: 70, 3: 50, 4: 30, 5: 10}  # Admiralty credibility; 6 cannot be judged and has none
STEPS = ("strongly-disagree", "disagree", "neutral", "agree", "strongly-agree")
VERDICTS = {Verdict.CONFIRMED: 4, Verdict.PARTLY_CONFIRMED: 3, Verdict.UNRESOLVED: 2, Verdict.REFUTED: 0}
FIRMNESS = {Level.STATED_AS_FACT: 2, Level.VERY_LIKELY: 2, Level.PROBABLE: 1, Level.POSSIBLE: 1, Level.DOUBTFUL: 0}
RELIABILITY = "x_opencti_reliability"
STANCES = {Relation.CORROBORATES: 1, Relation.CONTRADICTS: -1}


def bundle(cases: Iterable[Case], desk: Desk) -> Iterator[str]:
    """A bundle, object by object; what two claims share stands in it once. Its identifier comes from what is in it."""
    seen: set[str] = set()
    content = hashlib.sha256()
    yield '{"type": "bundle", "objects": ['
    for one in objects(cases, desk):
        if one.id not in seen:
            text = one.serialize()
            content.update(text.encode())
            yield ("," if seen else "") + "\n" + text
            seen.add(one.id)
    yield f'\n], "id": "bundle--{uuid5(NAMESPACE, content.hexdigest())}"}}\n'


def objects(cases: Iterable[Case], desk: Desk) -> Iterator[Any]:
    """The desk, what its letters are, and each claim with all that belongs to it."""
    owner = desk_identity(desk)
    yield owner
    yield letters_explained(owner)
    for case in cases:
        yield from of_case(case, owner, desk)


def of_case(case: Case, owner: Any, desk: Desk) -> Iterator[Any]:
    parties = {party.uuid: party for said in case.said for party in (said.speaker, said.publisher) if party is not None}
    identities = {uuid: identity(party, owner) for uuid, party in parties.items()}
    yield from identities.values()
    notes = [note(said, case, owner, identities) for said in case.said if stance(said) is None]
    yield from notes
    report = claim_report(case, owner, [*identities.values(), *notes], desk)
    yield report
    for said in case.said:
        if stance(said) is not None:
            yield opinion(said, case, owner, report)
    if case.signed is not None:
        yield verdict(case, owner, report)


def name(kind: str, *key: object) -> str:
    """A STIX identifier that is the same whenever it is asked for."""
    return f"{kind}--{uuid5(NAMESPACE, ':'.join(map(str, (kind, *key))))}"


def desk_identity(desk: Desk) -> Any:
    described = {"description": desk.rule} if desk.rule else {}
    return stix2.Identity(
        id=name("identity", desk.address, desk.name),
        created=BEGINNING,
        modified=BEGINNING,
        name=desk.name,
        identity_class="organization",
        contact_information=desk.address,
        **described,
    )


def letters_explained(owner: Any) -> Any:
    """The extension by which identities carry their letter, so that a strict reader knows it."""
    return stix2.ExtensionDefinition(
        id=name("extension-definition", RELIABILITY),
        created=BEGINNING,
        modified=BEGINNING,
        created_by_ref=owner.id,
        name="Reliability of a source",
        description="Admiralty code: A completely reliable … E unreliable, F cannot be judged. A person's word.",
        schema="https://github.com/OpenCTI-Platform/opencti",
        version="1.0.0",
        extension_types=["toplevel-property-extension"],
        extension_properties=[RELIABILITY],
    )


def identity(party: Party, owner: Any) -> Any:
    """A source, with the letter that people gave it."""
    letter: dict[str, Any] = {}
    if party.letter is not None:
        letter = {
            RELIABILITY: str(party.letter),
            "extensions": {name("extension-definition", RELIABILITY): {"extension_type": "toplevel-property-extension"}},
        }
    return stix2.Identity(
        id=name("identity", party.uuid),
        created=BEGINNING,
        modified=party.changed_at or BEGINNING,
        created_by_ref=owner.id,
        name=party.name,
        identity_class="individual" if party.kind == SourceKind.PERSON else "organization",
        roles=[party.kind],
        **letter,
    )


def claim_report(case: Case, owner: Any, parts: list[Any], desk: Desk) -> Any:
    """The claim: its words, how firmly they were first and last said, and how many say so. ``confidence`` only where its signers gave a number."""
    said = f"{label(case.level_first)}, now {label(case.level_last)}" if case.level_first != case.level_last else label(case.level_first)
    lines = [
        f"Claim #{case.number}: {case.text}",
        f"First stated: {said}. {case.counted}. Status: {label(case.status)}{f', {case.signed.signed_by}' if case.signed else ''}.",
        *([desk.rule] if desk.rule else []),
        *([f"As of {case.as_of.isoformat()}."] if case.as_of else []),
    ]
    return stix2.Report(
        id=name("report", case.uuid),
        created=case.opened_at,
        modified=case.changed_at,
        created_by_ref=owner.id,
        name=case.text,
        description="\n".join(lines),
        report_types=["observed-data"],
        published=case.opened_at,
        object_refs=[part.id for part in parts] or [owner.id],
        labels=[f"status:{case.status}", f"polarity:{case.polarity}", *(f"topic:{topic}" for topic in case.topics)],
        external_references=[{"source_name": "claim-tracker", "external_id": f"claim:{case.uuid}", "url": case.address}],
        **confidence(case),
    )


def confidence(case: Case) -> dict[str, int]:
    """From the credibility number of the signed verdict; nothing for 6 and where nobody gave one."""
    known = CONFIDENCE.get(case.signed.number or 6) if case.signed else None
    return {} if known is None else {"confidence": known}


def note(said: Said, case: Case, owner: Any, identities: dict[UUID, Any]) -> Any:
    """Words that opened the claim, say it again, bring it up to date or take no position."""
    about = [identities[party.uuid].id for party in (said.speaker, said.publisher) if party is not None]
    return stix2.Note(
        id=name("note", case.uuid, said.uuid),
        created=case.opened_at,
        modified=case.changed_at,
        created_by_ref=owner.id,
        abstract=f"{'opening' if said.opening else said.relation}: {said.publisher_name}, {firmly(said)}",
        content=said.quote,
        authors=[said.origin or said.publisher_name],
        object_refs=list(dict.fromkeys(about)) or [owner.id],
        labels=labels(said),
        external_references=references(said),
    )


def stance(said: Said) -> int | None:
    """1 corroborates, -1 contradicts; None says nothing new of the claim, was rejected by a person or taken back by its source."""
    if said.opening or said.ruling == "reject" or said.withdrawn or said.relation not in list(STANCES):
        return None
    return STANCES[Relation(said.relation)]


def opinion(said: Said, case: Case, owner: Any, report: Any) -> Any:
    """A statement for or against the claim; how strongly, by how firmly it was said: a doubtful one is neutral."""
    way = stance(said) or 0
    return stix2.Opinion(
        id=name("opinion", case.uuid, said.uuid),
        created=case.opened_at,
        modified=case.changed_at,
        created_by_ref=owner.id,
        opinion=STEPS[2 + way * FIRMNESS[said.level]],
        explanation=f"{said.publisher_name} {said.relation}, {firmly(said)}: “{said.quote}” {said.because}".strip(),
        authors=[said.origin or said.publisher_name],
        object_refs=[report.id],
        labels=labels(said),
        external_references=references(said),
    )


def verdict(case: Case, owner: Any, report: Any) -> Any:
    """What the desk concluded."""
    signed = case.signed
    assert signed is not None
    return stix2.Opinion(
        id=name("opinion", case.uuid, "verdict"),
        created=case.opened_at,
        modified=case.changed_at,
        created_by_ref=owner.id,
        opinion=STEPS[VERDICTS[signed.verdict]],
        explanation=f"{label(signed.verdict).capitalize()} by {signed.signed_by}, {signed.at.date().isoformat()},"
        f" with {signed.confidence} confidence.",
        object_refs=[report.id],
        **confidence(case),
    )


def firmly(said: Said) -> str:
    """ "possible, hearsay, denied"."""
    return ", ".join([label(said.level), *said.markers, *(["denied"] if said.polarity == "denied" else [])])


def labels(said: Said) -> list[str]:
    told = [f"level:{int(said.level)}", f"relation:{'opening' if said.opening else said.relation}", f"side:{said.side}"]
    told += [word for word, true in (("copy", said.copy), ("withdrawn", said.withdrawn)) if true]
    return told + ([f"decided:{said.ruling}"] if said.ruling else [])


def references(said: Said) -> list[dict[str, str]]:
    """The report it stands in."""
    told = {"source_name": said.publisher_name, "external_id": f"report:{said.report}", "description": said.title}
    if said.url:
        told["url"] = said.url
    return [{key: value for key, value in told.items() if value}]
