"""The closed classes of words (prepositions, titles, …) of `word_lists.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads((files("transforms.quotes") / "word_lists.toml").read_text(encoding="utf-8"))


def word_list(name: str) -> frozenset[str]:
    """The words of one list.

    >>> "monday" in word_list("days")
    True
    """
    return frozenset(_lists()[name].split())
