"""readability_textstat equals textstat itself."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import nltk
import pytest
import textstat
import yaml
from textstat.textstat import textstatistics

from transforms.document import Document
from transforms.parse import parse
from transforms.readability_textstat import TEXTSTAT_MEASURES, TextstatMeasure, textstat_measures

EXAMPLES = Path(__file__).parent / "examples"
RAW = Path(__file__).parent.parent / "data" / "raw"
DEGENERATE = yaml.safe_load((EXAMPLES / "degenerate.yaml").read_text(encoding="utf-8"))
NOT_OURS = {  # functions of textstat that are not English measures of a text
    "count_arabic_long_words", "count_arabic_syllables", "count_complex_arabic_words", "count_faseeh", "crawford",
    "difficult_words_list", "fernandez_huerta", "gulpease_index", "gutierrez_polini", "is_difficult_word",
    "is_easy_word", "osman", "remove_punctuation", "set_lang", "set_rm_apostrophe", "set_rounding",
    "set_rounding_points", "szigriszt_pazos", "wiener_sachtextformel",
}  # fmt: skip


@cache
def _pronunciations() -> dict[str, list[list[str]]]:
    """The bundled table in the form of NLTK's dictionary, made without the package's own code."""
    lines = (files("transforms.syllables") / "cmudict.tsv").read_text(encoding="utf-8").splitlines()
    return {word: [["AH0"] * int(n)] for word, n in (line.split("\t") for line in lines)}


@pytest.fixture
def itself(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, float | str]]:
    """textstat as its users call it: NLTK finds a cmudict with the syllables of the bundled table."""
    monkeypatch.setattr(nltk.data, "find", lambda name: name)
    monkeypatch.setattr(nltk.corpus, "cmudict", SimpleNamespace(dict=_pronunciations))
    fresh = textstatistics()

    def measures(text: str) -> dict[str, float | str]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return {measure.name: getattr(fresh, measure.name)(text) for measure in TEXTSTAT_MEASURES}

    return measures


@pytest.mark.parametrize("path", sorted(RAW.glob("*.txt")), ids=lambda path: path.stem)
def test_sample_articles(path: Path, itself: Callable[[str], dict[str, float | str]]) -> None:
    """Every measure of every sample article is textstat's to the last digit."""
    document = next(iter(parse(path.read_bytes(), path.as_uri())))
    assert isinstance(document, Document)
    assert textstat_measures(document.text) == itself(document.text)


@pytest.mark.parametrize("case", DEGENERATE, ids=[case["name"] for case in DEGENERATE])
def test_degenerate_texts(case: dict[str, str], itself: Callable[[str], dict[str, float | str]]) -> None:
    """Every measure of a text that no paper prints is textstat's, the odd ones too."""
    text = case["text"] * int(case.get("times", 1))
    assert textstat_measures(text) == itself(text)


def test_every_english_function_is_a_measure() -> None:
    """A function that a newer textstat adds shows up here: it is a measure, or named as none of ours."""
    public = {name for name, _ in inspect.getmembers(textstatistics, inspect.isfunction) if not name.startswith("_")}
    assert public == {measure.name for measure in TEXTSTAT_MEASURES} | NOT_OURS


def test_a_callers_settings_stay_apart(itself: Callable[[str], dict[str, float | str]]) -> None:
    """Language and rounding that a caller sets change nothing here, and are as they were afterwards."""
    text = "The considerable rain was unforeseen by the residents of Northmere."
    textstat.set_lang("de_DE")
    textstat.set_rounding_points(0)
    try:
        theirs = textstat.flesch_reading_ease(text)
        assert textstat_measures(text) == itself(text)
        assert textstat.flesch_reading_ease(text) == theirs
    finally:
        textstat.set_lang("en_US")
        textstat.set_rounding_points(None)


def test_a_callers_dictionary_stays_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a caller's textstat has counted by another dictionary is neither used nor changed."""
    text = "Rain fell on Northmere today."
    expected = textstat_measures(text)["syllable_count"]
    monkeypatch.setattr("textstat.backend.counts._count_syllables.get_cmudict", lambda lang: {"rain": [["A1"] * 50]})
    theirs = textstat.syllable_count(text)
    assert theirs > 50
    assert textstat_measures(text)["syllable_count"] == expected
    assert float(expected) < 50
    assert textstat.syllable_count(text) == theirs


def test_no_text_is_remembered() -> None:
    """textstat's memos are empty afterwards: they would keep 128 texts and all their words."""
    textstat_measures("Rain fell on Northmere.")
    from textstat.backend.counts import count_words
    from textstat.backend.selections import list_words

    assert count_words.cache_info().currsize == list_words.cache_info().currsize == 0


@pytest.mark.parametrize("measure", TEXTSTAT_MEASURES, ids=lambda measure: measure.name)
def test_description_says_what_it_is(measure: TextstatMeasure) -> None:
    """The description of a column is a sentence that names textstat's function."""
    description = measure.description
    assert description.startswith(f"textstat.{measure.name}: ")
    assert len(description) > len(f"textstat.{measure.name}: ") + 10
    assert description.endswith(".")
