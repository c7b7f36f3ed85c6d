"""Names, and the entities they mean."""

from __future__ import annotations

import pytest

from transforms.document import Document
from transforms.quotes.marks import quotations
from transforms.quotes.names import Entity, find_mentions, first_names, group, name_key
from transforms.quotes.reading import NameKinds
from transforms.quotes.tagger import tagger
from transforms.segment import segment


def _entities(text: str) -> dict[str, Entity]:
    document = segment(Document("file:///a.txt", 0, "", text))
    marks = quotations(document)
    kinds = NameKinds(*tagger().read(document, marks))
    return {e.name: e for e in group(document, find_mentions(document, marks, kinds), kinds)}


def _mentions(text: str, name: str) -> list[str]:
    return [mention.span.of(text) for mention in _entities(text)[name].mentions]


@pytest.mark.parametrize(
    ("text", "name", "mentions"),
    [
        ("Mira Voss sat. Voss ate.", "Mira Voss", ["Mira Voss", "Voss"]),
        ("Ms. Voss sat. Then Mira Voss ate.", "Mira Voss", ["Voss", "Mira Voss"]),
        ("Mira J. Voss sat. Mira Voss ate.", "Mira J. Voss", ["Mira J. Voss", "Mira Voss"]),
        ("Tomas “Bear” Okafor ran. Okafor won.", "Tomas “Bear” Okafor", ["Tomas “Bear” Okafor", "Okafor"]),
        ("Joe Lund Jr. sat. Lund ate.", "Joe Lund Jr", ["Joe Lund Jr", "Lund"]),
        ("Vincent van der Berg sat. Van ate.", "Vincent van der Berg", ["Vincent van der Berg"]),
        ("Mira’s friend sat. Mira Voss ate.", "Mira Voss", ["Mira", "Mira Voss"]),
    ],
)
def test_names_of_a_person(text: str, name: str, mentions: list[str]) -> None:
    """A last name, a first name, initials, nicknames and titles lead to the fullest name of the article."""
    assert _mentions(text, name) == mentions
    assert _entities(text)[name].kind != "organization"


@pytest.mark.parametrize(
    ("text", "name", "mentions"),
    [
        ("The State Hydrology Office (SHO) met. The SHO left.", "State Hydrology Office", 2),
        ("The Brotherhood of Signal and Track Workers (BSTW) met.", "Brotherhood of Signal and Track Workers", 1),
        ("The University of Halverston met.", "University of Halverston", 1),
        ("Corran & Sons Ltd met.", "Corran & Sons Ltd", 1),
    ],
)
def test_names_of_an_organization(text: str, name: str, mentions: int) -> None:
    """Names of bodies hold of, and, & and their acronyms."""
    entity = _entities(text)[name]
    assert entity.kind == "organization"
    assert [m.span.of(text) for m in entity.mentions][:1] == [name]
    assert len(entity.mentions) >= mentions


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Senator Marguerite Tull sat.", "Marguerite Tull", "Senator"),
        ("Secretary of State Ada Lindt sat.", "Ada Lindt", "Secretary of State"),
        ("Ana Diaz, the town’s mayor, sat.", "Ana Diaz", "the town’s mayor"),
        ("They met the shadow home secretary Ana Diaz.", "Ana Diaz", "shadow home secretary"),
        ("The town’s mayor, Ana Diaz, sat.", "Ana Diaz", "The town’s mayor"),
    ],
)
def test_roles(text: str, name: str, role: str) -> None:
    """Titles, words before the name and appositions say what a person is."""
    assert role in _entities(text)[name].roles


def test_two_persons_of_one_family_stay_apart() -> None:
    """People who share a last name are two, and a title that tells the sex says which is meant."""
    text = "Peter Lund and Maria Lund came. Mrs. Lund sat. Mr. Lund stood."
    entities = _entities(text)
    assert [m.span.start for m in entities["Maria Lund"].mentions] == [text.index("Maria"), text.index("Lund sat")]
    assert [m.span.start for m in entities["Peter Lund"].mentions] == [0, text.index("Lund stood")]


def test_sex_is_learned_from_the_article() -> None:
    """A name that no list knows gets the sex of the pronouns that follow it."""
    entities = _entities("Zyx Quorl said that he was late. Vux Marn lost her keys.")
    assert (entities["Zyx Quorl"].sex, entities["Vux Marn"].sex) == ("m", "f")


def test_days_and_sentence_starts_are_no_names() -> None:
    """A day, a month and a word that is capitalized only as the first of a sentence are no names."""
    assert _entities("On Monday nothing happened. Tickets sold in May. The tickets were dear.") == {}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Sen. Zoë J. “Zee” Marchetti-Lowe", "zoe marchetti-lowe"),
        ("Donald J. Reed", "donald reed"),
        ("DONALD REED", "donald reed"),
        ("the SHO", "sho"),
    ],
)
def test_name_key(name: str, key: str) -> None:
    """The key that groups a name over articles leaves out titles, accents, initials and nicknames."""
    assert name_key(name) == key


def test_first_names_are_read() -> None:
    """The list of first names has a sex, or x, for every name."""
    assert set(first_names().values()) == {"f", "m", "x"}
    assert (first_names()["mary"], first_names()["peter"]) == ("f", "m")
