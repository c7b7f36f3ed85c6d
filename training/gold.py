"""PolNeAR's brat stand-off files -> attributions, and those -> what the network is to answer for each word."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from transforms.annotations import Annotation, read_annotations
from transforms.document import Span
from transforms.quotes.windows import Window, Word

ENTITIES = ("none", "person", "organization", "place")
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
IGNORED = -100


@dataclass(frozen=True, slots=True)
class Article:
    """An annotated text (the first annotator's reading). `entities` are the words of names: span and position in
    `ENTITIES`."""

    name: str
    text: str
    annotations: tuple[Annotation, ...]
    entities: tuple[tuple[Span, int], ...]


def read_articles(folder: Path) -> list[Article]:
    """The articles of `folder`/text that have a file in `folder`/attributions, sorted by name.

    The kinds of names are those of CoreNLP: `folder`/../corenlp/<name of folder>_tokens.parquet.
    """
    articles = []
    entities = _read_entities(folder.parent / "corenlp" / f"{folder.name}_tokens.parquet")
    for path in sorted((folder / "text").glob("*.txt")):
        annotators = sorted((folder / "attributions").glob(f"{path.stem}_*.ann"))
        if annotators:
            text = path.read_bytes().decode("utf-8")
            annotations = read_annotations(annotators[0].read_bytes().decode("utf-8"), text)
            articles.append(Article(path.stem, text, annotations, entities.get(path.stem, ())))
    return articles


_OF_CORENLP = {"PERSON": 1, "ORGANIZATION": 2, "LOCATION": 3}


def _read_entities(path: Path) -> dict[str, tuple[tuple[Span, int], ...]]:
    tokens = pd.read_parquet(path, columns=["name", "start", "end", "ner"])
    found: dict[str, list[tuple[Span, int]]] = defaultdict(list)
    for name, start, end, kind in tokens[tokens.ner.isin(list(_OF_CORENLP))].itertuples(index=False):
        found[name].append((Span(start, end), _OF_CORENLP[kind]))
    return {name: tuple(sorted(spans)) for name, spans in found.items()}


@dataclass(frozen=True, slots=True)
class Answers:
    """What the network is to answer for the words of a window; word 0 is the window's own mark and stands for none.

    tags      role of every word, a position in `TAGS`
    cues      first and last + 1 of the cue that a word is content of; (0, 1) none, (-1, -1) not asked
    sources   first and last + 1 of the source of the cue that a word belongs to; likewise
    entities  kind of the name that a word belongs to, a position in `ENTITIES`
    """

    tags: NDArray[np.int64]
    cues: NDArray[np.int64]
    sources: NDArray[np.int64]
    entities: NDArray[np.int64]


def answers_of(words: Sequence[Word], window: Window, article: Article) -> Answers:
    """The answers for one window of a document."""
    n = window.last - window.first + 1
    inside = [word.token for word in words[window.first : window.last]]
    starts, ends = [token.start for token in inside], [token.end for token in inside]
    tags = np.zeros(n, np.int64)
    cues = np.tile(np.array([0, 1], np.int64), (n, 1))
    sources = np.full((n, 2), -1, np.int64)
    tags[0], cues[0] = IGNORED, -1

    def positions(spans: Sequence[Span]) -> list[range]:
        found = [range(bisect_right(ends, s.start) + 1, bisect_left(starts, s.end) + 1) for s in spans]
        return [r for r in found if r]

    for annotation in article.annotations:
        source, cue, content = (positions(getattr(annotation, r)) for r in ("source", "cue", "content"))
        for role, pieces in enumerate((source, cue, content)):
            for piece in pieces:
                tags[piece.start : piece.stop] = 2 * role + 2
                tags[piece.start] = 2 * role + 1
        for piece in content:
            cues[piece.start : piece.stop] = (cue[0].start, cue[-1].stop) if cue else (-1, -1)
        for piece in cue:
            known = (source[0].start, source[-1].stop) if source else (0, 1)
            sources[piece.start : piece.stop] = (-1, -1) if annotation.source and not source else known
    entities = np.zeros(n, np.int64)
    entities[0] = IGNORED
    for span, kind in article.entities:
        for piece in positions([span]):
            entities[piece.start : piece.stop] = kind
    return Answers(tags, cues, sources, entities)
