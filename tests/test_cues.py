"""The reporting words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from transforms.document import Document
from transforms.quotes.cues import CUE_CLASSES, Cue, find_cues, lemma_and_class, reporting_forms
from transforms.segment import segment

ROOT = Path(__file__).parent.parent
CASES = yaml.safe_load((ROOT / "tests" / "examples" / "cues.yaml").read_text(encoding="utf-8"))
LINES = (ROOT / "transforms" / "quotes" / "cues.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if not line.startswith("#")]
KINDS = ("rule", "verb", "noun", "adjective", "adverb", "preposition", "phrase", "fixed")


def _cues(text: str) -> list[Cue]:
    tokens = segment(Document("file:///a.txt", 0, "", text)).paragraphs[0].tokens
    return find_cues(tokens, [False] * len(tokens))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She said no.", [("said", "say", "report")]),
        ("She denies it.", [("denies", "deny", "denial")]),
        ("They argue about it, adding little.", [("argue", "argue", "claim"), ("adding", "add", "report")]),
        ("According to her, yes.", [("According to", "according to", "report")]),
        ("As she put it, no.", [("put it", "put it", "report")]),
        ("She went on to say no.", [("went on to say", "say", "report")]),
        ("She had written to him.", [("written", "write", "report")]),
    ],
)
def test_cue_with_lemma_and_class(text: str, found: list[tuple[str, str, str]]) -> None:
    """A form of a reporting verb is a cue with its base form and class."""
    assert [(cue.span.of(text), cue.lemma, cue.cue_class) for cue in _cues(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "The report was long.",  # a noun
        "His claims are old.",
        "He was told nothing.",  # a passive: somebody else speaks
        "She is said to be ill.",
        "A well known singer.",  # an adjective
        "He wants to say more.",  # an infinitive that nobody has spoken
        "Said Said is a name.",  # capitalized
    ],
)
def test_what_is_no_cue(text: str) -> None:
    """Nouns, passives, adjectives and infinitives of reporting verbs report nothing."""
    assert [cue.span.of(text) for cue in _cues(text) if cue.cue_class not in ("intention",)] == []


def test_quoted_words_are_no_cues() -> None:
    """A reporting verb inside quotation marks belongs to what is said."""
    text = "“He said so,” she said."
    tokens = segment(Document("file:///a.txt", 0, "", text)).paragraphs[0].tokens
    assert [cue.span.start for cue in find_cues(tokens, [token.start < 13 for token in tokens])] == [
        text.rindex("said")
    ]


def test_every_verb_has_a_known_class() -> None:
    """The cues that the rules find have a class of the documented scheme."""
    classes = {cue.cue_class for form in reporting_forms() for cue in _cues(f"She also {form} it.")}
    assert classes <= set(CUE_CLASSES)
    assert {"report", "claim", "denial", "belief", "question"} <= classes


def test_every_line_of_the_list_is_sound() -> None:
    """Every line of cues.tsv has a known class and kind, every class has a word, and the header explains each."""
    assert [
        row for row in ROWS if len(row) not in (3, 4) or row[1] not in (*CUE_CLASSES, "-") or row[2] not in KINDS
    ] == []
    assert {row[1] for row in ROWS} == {*CUE_CLASSES, "-"}
    header = [line.split() for line in LINES if line.startswith("#")]
    assert all(any(words[1:2] == [cue_class] for words in header) for cue_class in CUE_CLASSES)


def test_the_list_is_in_order() -> None:
    """The lines of cues.tsv are sorted, and none stands twice."""
    keys = [(row[0], row[2].replace("rule", "verb")) for row in ROWS]
    assert keys == sorted(set(keys), key=lambda key: (key[0], key[1]))


def test_the_rules_know_their_own_verbs_only() -> None:
    """Words that the list holds for the tagger's cues are no cues to the rules."""
    lemmas = {lemma for lemma, _ in reporting_forms().values()}
    assert lemmas == {row[0] for row in ROWS if row[2] == "rule"}
    assert not lemmas & {"support", "oppose", "show", "seem", "need", "like", "defend", "vote"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["cue"])
def test_lemma_and_class(case: dict[str, str | None]) -> None:
    """The words of any cue have the lemma of their head and its class."""
    assert lemma_and_class(case["cue"] or "") == (case["lemma"], case["class"])


@pytest.mark.parametrize("cue", [case["cue"] for case in CASES])
def test_typography_changes_nothing(cue: str) -> None:
    """Capitals, curly apostrophes and marks around a cue change neither lemma nor class."""
    assert lemma_and_class(cue.upper().replace("’", "'") + ",") == lemma_and_class(cue)


def test_rules_and_list_agree() -> None:
    """A form that the rules know has the same class in either way."""
    classes = {row[0]: row[1] for row in ROWS if row[2] == "rule"}
    forms = reporting_forms().items()
    assert {form: lemma for form, (lemma, _) in forms if lemma_and_class(form)[1] != classes[lemma]} == {}
