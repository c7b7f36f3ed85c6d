"""The versions that a number depends on besides our own: data files and libraries that change results."""

from __future__ import annotations

from importlib.metadata import version

from transforms.quotes.tagger import model_sha256
from transforms.sentiment import lexicons
from transforms.syllables import CMUDICT_VERSION

_LIBRARIES = ("textstat", "ftfy", "pyphen", "charset-normalizer", "pyarrow", "onnxruntime", "tokenizers", "numpy")


def versions() -> dict[str, str]:
    """Name -> version of the quote model, the syllable table, the lexicons and the libraries that a result depends on.

    The quote model's version is the beginning of the SHA-256 of its file.
    """
    return {
        "quote_model": model_sha256()[:12],
        "syllables": CMUDICT_VERSION,
        "lexicons": ", ".join(f"{lexicon.name} ({len(lexicon.terms)} terms)" for lexicon in lexicons()),
        **{library: version(library) for library in _LIBRARIES},
    }
