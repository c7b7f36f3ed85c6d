"""The reporting words."""

from __future__ import annotations

import pytest

from transforms.document import Document
from transforms.quotes.cues import CUE_CLASSES, Cue, find_cues, reporting_forms
from transforms.segment import segment


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
    """Every line of reporting_verbs.tsv names a class of the documented scheme, and every class has a verb."""
    classes = {cue.cue_class for form in reporting_forms() for cue in _cues(f"She also {form} it.")}
    assert classes <= set(CUE_CLASSES)
    assert {"report", "claim", "denial", "belief", "question"} <= classes
