"""The tagger: a segmented document -> what each word is in the attributions, which words belong together, and which
words are names.

Runs the model of the folder `model` (its README.md says how it was made) with onnxruntime on one thread, a window at a
time: what it says of a window depends on nothing else, so results are the same for any number of workers and any order
of documents.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import onnxruntime
from tokenizers import Tokenizer

from transforms.document import Document
from transforms.quotes.confidence import FEATURES
from transforms.quotes.marks import Quotation
from transforms.quotes.reading import Reading, readings_of
from transforms.quotes.windows import Pieces, Word, windows_of, words_of

_MODEL = files("transforms.quotes") / "model"
INPUTS = ("pieces", "features", "first_pieces", "sentences", "bounds")


class Tagger:
    """A model: an ONNX file's bytes, the text of its tokenizer.json, the weights of its confidence (`FEATURES`)."""

    def __init__(self, model: bytes, tokenizer: str, confidence: Mapping[str, float]) -> None:
        self.confidence = tuple(confidence[name] for name in FEATURES)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._pieces = Pieces(plain_tokenizer(tokenizer))

    def read(self, document: Document, quotations: Sequence[Quotation]) -> tuple[list[Word], list[Reading]]:
        """The words of a segmented document, and a reading of each of its paragraphs, in order."""
        words = words_of(document, quotations, self._pieces)
        readings: list[Reading] = []
        for window in windows_of(document, words):
            feeds = {name: getattr(window, name) for name in INPUTS}
            readings.extend(readings_of(words, window, *self._session.run(None, feeds)))
        return words, readings


def plain_tokenizer(description: str) -> Tokenizer:
    """The tokenizer of a tokenizer.json, without its padding and truncation."""
    tokenizer = Tokenizer.from_str(description)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@cache
def tagger() -> Tagger:
    """The tagger that the package ships, loaded once."""
    return Tagger(
        (_MODEL / "model.onnx").read_bytes(),
        (_MODEL / "tokenizer.json").read_text(encoding="utf-8"),
        json.loads((_MODEL / "confidence.json").read_text(encoding="utf-8")),
    )


@cache
def model_sha256() -> str:
    """One SHA-256 of the files that the package ships: the model, its tokenizer, the weights of its confidence."""
    names = ("model.onnx", "tokenizer.json", "confidence.json")
    return hashlib.sha256(b"".join(hashlib.sha256((_MODEL / name).read_bytes()).digest() for name in names)).hexdigest()
