"""The versions that a number depends on besides our own: data files and libraries that change results."""

from __future__ import annotations

from importlib.metadata import version

from transforms.sentiment import lexicons
from transforms.syllables import CMUDICT_VERSION

_LIBRARIES = ("textstat", "ftfy", "pyphen", "charset-normalizer", "pyarrow")


def versions() -> dict[str, str]:
    """Name -> version of the syllable table, the lexicons and the libraries that a result depends on."""
    return {
        "syllables": CMUDICT_VERSION,
        "lexicons": ", ".join(f"{lexicon.name} ({len(lexicon.terms)} terms)" for lexicon in lexicons()),
        **{library: version(library) for library in _LIBRARIES},
    }
