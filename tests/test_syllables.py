"""Syllables: the dictionary first, an estimate for what it lacks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.syllables import count_syllables, syllable_table


@pytest.mark.parametrize(
    ("word", "n"),
    [
        ("the", 1),
        ("people", 2),
        ("considerable", 5),
        ("Tuesday", 2),
        ("café", 2),
        ("Renée", 2),
        ("twenty-one", 3),
        ("non‑stop", 2),
        ("mayor’s", 2),
        ("U.S.", 2),
        ("W.H.O.", 5),
        ("café-owner", 4),
        ("2026", 1),
        ("漢字", 1),
        ("-", 1),
        ("", 1),
    ],
)
def test_syllables_of(word: str, n: int) -> None:
    """Known words, accents, compounds, possessives, letters with full stops, and what is no English."""
    assert count_syllables(word) == n


@given(st.text(max_size=80))
def test_a_word_has_at_least_one(word: str) -> None:
    """Whatever is taken for a word counts at least one syllable, and the same in any case and with any apostrophe."""
    assert count_syllables(word) >= 1
    assert count_syllables(word.replace("'", "’")) == count_syllables(word)


@given(st.sampled_from(sorted(syllable_table())))
def test_the_dictionary_is_followed(word: str) -> None:
    """A word of the table has the table's count, written small or with a capital."""
    assert count_syllables(word) == count_syllables(word.capitalize()) == max(1, syllable_table()[word])


def test_the_table_is_whole() -> None:
    """The table holds all words of the CMU Pronouncing Dictionary, in lower case, with plausible counts."""
    table = syllable_table()
    assert len(table) == 126_052
    assert all(word == word.lower() for word in table)
    assert max(table.values()) < 20


def test_a_very_long_word_is_not_remembered() -> None:
    """A megabyte without a space is one syllable, and no memo keeps it."""
    assert count_syllables("ab" * 500_000) == 1
