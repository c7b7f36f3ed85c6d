"""PolNeAR's brat stand-off files -> attributions, and those -> what the network is to answer for each word."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from windows import Window, Word

from transforms.document import Span

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
IGNORED = -100


@dataclass(frozen=True, slots=True)
class Annotation:
    """A gold attribution: its spans by role, each sorted."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An annotated text (the first annotator's reading)."""

    name: str
    text: str
    annotations: tuple[Annotation, ...]


def read_articles(folder: Path) -> list[Article]:
    """The articles of `folder`/text that have a file in `folder`/attributions, sorted by name."""
    articles = []
    for path in sorted((folder / "text").glob("*.txt")):
        annotators = sorted((folder / "attributions").glob(f"{path.stem}_*.ann"))
        if annotators:
            text = path.read_bytes().decode("utf-8")
            articles.append(Article(path.stem, text, _read_brat(annotators[0])))
    return articles


def _read_brat(path: Path) -> tuple[Annotation, ...]:
    bounds: dict[str, list[Span]] = {}
    found: list[Annotation] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        key, *parts = line.split("\t")
        if key.startswith("T") and len(parts) >= 2:
            ranges = parts[0].split(" ", 1)[1].split(";")
            bounds[key] = [Span(int(start), int(end)) for start, end in (r.split() for r in ranges)]
        elif key.startswith("E"):
            roles: dict[str, list[Span]] = defaultdict(list)
            for role, reference in (part.split(":") for part in parts[0].split()):
                roles[re.sub(r"\d+$", "", role).lower()] += bounds.get(reference, [])
            if roles["content"]:
                source, cue, content = (tuple(sorted(roles[r])) for r in ("source", "cue", "content"))
                found.append(Annotation(source, cue, content))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the network is to answer for the words of a window; word 0 is the window's own mark and stands for none.

    tags      role of every word, a position in `TAGS`
    cues      first and last + 1 of the cue that a word is content of; (0, 1) none, (-1, -1) not asked
    sources   first and last + 1 of the source of the cue that a word belongs to; likewise
    """

    tags: NDArray[np.int64]
    cues: NDArray[np.int64]
    sources: NDArray[np.int64]


def answers_of(words: Sequence[Word], window: Window, annotations: Sequence[Annotation]) -> Answers:
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

    for annotation in annotations:
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
    return Answers(tags, cues, sources)
