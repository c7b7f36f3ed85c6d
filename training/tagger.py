"""The tagger: a segmented document -> what each word is in the attributions, and which words belong together.

Runs an ONNX model with onnxruntime on one thread, a window at a time: what it says of a window depends on nothing
else, so results are the same for any number of workers and any order of documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import onnxruntime
from reading import Reading, readings_of
from tokenizers import Tokenizer
from windows import Pieces, Word, windows_of, words_of

from transforms.document import Document
from transforms.quotes.marks import Quotation

_INPUTS = ("pieces", "features", "first_pieces", "sentences", "bounds")


class Tagger:
    """The model of a folder that holds `model.onnx` and `tokenizer.json`."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            (folder / "model.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._pieces = Pieces(tokenizer)

    def read(self, document: Document, quotations: Sequence[Quotation]) -> tuple[list[Word], list[Reading]]:
        """The words of a segmented document, and a reading of each of its paragraphs, in order."""
        words = words_of(document, quotations, self._pieces)
        readings: list[Reading] = []
        for window in windows_of(document, words):
            feeds = {name: getattr(window, name) for name in _INPUTS}
            tags, cues, sources = self._session.run(None, feeds)
            readings.extend(readings_of(words, window, tags, cues, sources))
        return words, readings
