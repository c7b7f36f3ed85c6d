"""The whole way of one document."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from transforms import Document, Voice, analyse, analyse_document
from transforms.parse import parse
from transforms.versions import versions

EXAMPLES = Path(__file__).parent / "examples"
RAW = Path(__file__).parent.parent / "data" / "raw"
DEGENERATE = yaml.safe_load((EXAMPLES / "degenerate.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", DEGENERATE, ids=[case["name"] for case in DEGENERATE])
def test_degenerate_texts(case: dict[str, str]) -> None:
    """A text that no paper prints is analysed like any other, and its voices add up."""
    analysis = analyse(case["text"] * int(case.get("times", 1)))
    n_words = {voice: reading.counts.n_words for voice, reading in analysis.readability.items()}
    assert n_words[Voice.ALL] == n_words[Voice.QUOTED] + n_words[Voice.NARRATION]
    assert n_words[Voice.ALL] == sum(1 for _ in analysis.document.words())


@given(st.text(st.characters(codec=None), max_size=80))
def test_any_text_is_analysed(text: str) -> None:
    """No text raises anything, surrogates and control characters least of all."""
    analysis = analyse(text)
    assert set(analysis.readability) == set(Voice)
    assert {count.voice for count in analysis.sentiment.counts} == set(Voice)


@pytest.mark.parametrize("path", sorted(RAW.glob("*.txt")), ids=lambda path: path.stem)
def test_the_same_document_gives_the_same_analysis(path: Path) -> None:
    """Two analyses of one document are equal, and the document given is as it was."""
    document = next(iter(parse(path.read_bytes(), path.as_uri())))
    assert isinstance(document, Document)
    first = analyse_document(document)
    assert document.paragraphs == ()
    assert analyse_document(document) == first
    assert first.document.text == document.text


def test_analyse_cleans_first() -> None:
    """Text from anywhere is cleaned once, and offsets count in what comes out."""
    analysis = analyse("\r\n  â€œIt rains,â€\u009d  said\u00a0Ina Corvell. ")
    assert analysis.document.text == "“It rains,” said Ina Corvell."
    assert analysis.quotes[0].content_spans[0].of(analysis.document.text) == analysis.quotes[0].content


def test_versions_name_what_a_number_depends_on() -> None:
    """The syllable table, the lexicons and the libraries that change results have a version each."""
    assert {"syllables", "lexicons", "textstat", "ftfy", "pyphen", "charset-normalizer"} <= set(versions())
    assert all(versions().values())
    assert "vader" in versions()["lexicons"]


@pytest.mark.parametrize("value", [None, b"bytes", 3])
def test_analyse_takes_a_text(value: object) -> None:
    """Anything but a text is refused by name."""
    with pytest.raises(TypeError, match=f"takes a text, not {type(value).__name__}"):
        analyse(value)  # type: ignore[arg-type]  # what is tested
