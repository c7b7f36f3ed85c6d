"""What textstat's English functions return for a text, under their own names: to compare with the literature.

textstat needs NLTK's copy of the CMU Pronouncing Dictionary and fails where it cannot download it. It is given
the bundled syllable table instead; nothing else about it changes.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import _lru_cache_wrapper, cache
from threading import Lock

from textstat.backend import counts, metrics, selections, transformations
from textstat.backend.counts import _count_syllables
from textstat.backend.validations import is_difficult_word
from textstat.textstat import textstatistics

from transforms.syllables import syllable_table


@dataclass(frozen=True, slots=True)
class TextstatMeasure:
    """A function of textstat, called with its default arguments. `is_number` is False where it returns words."""

    name: str
    is_number: bool = True

    @property
    def description(self) -> str:
        summary = (inspect.getdoc(getattr(textstatistics, self.name)) or self.name).split("\n\n")[0].split(". ")[0]
        return f"textstat.{self.name}: {' '.join(summary.split()).rstrip('.')}."


# All functions of textstat 0.7.13 that take an English text and return one value. Left out: those that return
# lists of words, and those made for Spanish, Italian, German and Arabic.
TEXTSTAT_MEASURES = (
    TextstatMeasure("char_count"),
    TextstatMeasure("letter_count"),
    TextstatMeasure("lexicon_count"),
    TextstatMeasure("miniword_count"),
    TextstatMeasure("long_word_count"),
    TextstatMeasure("syllable_count"),
    TextstatMeasure("monosyllabcount"),
    TextstatMeasure("polysyllabcount"),
    TextstatMeasure("sentence_count"),
    TextstatMeasure("difficult_words"),
    TextstatMeasure("avg_sentence_length"),
    TextstatMeasure("words_per_sentence"),
    TextstatMeasure("avg_sentence_per_word"),
    TextstatMeasure("avg_syllables_per_word"),
    TextstatMeasure("avg_character_per_word"),
    TextstatMeasure("avg_letter_per_word"),
    TextstatMeasure("flesch_reading_ease"),
    TextstatMeasure("flesch_kincaid_grade"),
    TextstatMeasure("smog_index"),
    TextstatMeasure("coleman_liau_index"),
    TextstatMeasure("automated_readability_index"),
    TextstatMeasure("linsear_write_formula"),
    TextstatMeasure("dale_chall_readability_score"),
    TextstatMeasure("dale_chall_readability_score_v2"),
    TextstatMeasure("gunning_fog"),
    TextstatMeasure("spache_readability"),
    TextstatMeasure("lix"),
    TextstatMeasure("rix"),
    TextstatMeasure("mcalpine_eflaw"),
    TextstatMeasure("reading_time"),
    TextstatMeasure("text_standard", is_number=False),
)


class _Pronunciations(Mapping[str, Sequence[Sequence[str]]]):
    """The syllable table in the form of NLTK's: a word -> its pronunciations, each a list of sounds of which
    the stressed ones end in a digit."""

    def __init__(self, table: dict[str, int]) -> None:
        self._table = table
        self._sounds = {n: (("1",) * n,) for n in set(table.values())}

    def __getitem__(self, word: str) -> Sequence[Sequence[str]]:
        return self._sounds[self._table[word]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


@cache
def _pronunciations() -> _Pronunciations:
    return _Pronunciations(syllable_table())


@cache
def _textstat() -> textstatistics:
    """An own textstat, so that a caller's language and rounding settings stay apart from ours."""
    textstat = textstatistics()
    textstat.set_lang("en_US")
    return textstat


@cache
def _memos() -> tuple[_lru_cache_wrapper[object], ...]:
    """The memos of textstat's functions, which keep texts and all their words."""
    packages = (counts, metrics, selections, transformations)
    functions = {id(f): f for package in packages for f in vars(package).values()}
    functions[id(is_difficult_word)] = is_difficult_word
    return tuple(f for f in functions.values() if isinstance(f, _lru_cache_wrapper))


_one_at_a_time = Lock()


@contextmanager
def _bundled_pronunciations() -> Iterator[None]:
    """While this lasts, textstat counts by the bundled table; before and after, it remembers nothing. So a caller's
    own use of textstat and ours do not meet, and no text stays in memory."""
    with _one_at_a_time:
        theirs = _count_syllables.get_cmudict
        _count_syllables.get_cmudict = lambda lang: _pronunciations()
        for memo in _memos():
            memo.cache_clear()
        try:
            yield
        finally:
            _count_syllables.get_cmudict = theirs
            for memo in _memos():
                memo.cache_clear()


def textstat_measures(text: str) -> dict[str, float | str]:
    """The value of every measure of `TEXTSTAT_MEASURES` for the text, equal to textstat's to the last digit.

    >>> textstat_measures("The ferry is back. It runs every hour until midnight.")["sentence_count"]
    2.0
    """
    textstat = _textstat()
    with _bundled_pronunciations(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # avg_sentence_length: kept while textstat has it
        values = {measure: getattr(textstat, measure.name)(text) for measure in TEXTSTAT_MEASURES}
    return {measure.name: float(value) if measure.is_number else str(value) for measure, value in values.items()}
