"""Attributions that people annotated by hand: brat's stand-off files, with the roles of PolNeAR and PARC.

Ines Valde said the pier, cracked since May, must close

T1 <tab> Source 0 10 <tab> Ines Valde
T2 <tab> Cue 11 15 <tab> said
T3 <tab> Content 16 24;45 55 <tab> the pier must close
E1 <tab> Attribution:T2 Source:T1 Cue:T2 Content:T3
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from transforms.document import Span

_LINE_BREAK = re.compile(r"\r\n?|\n")
_TEXT_BOUND = re.compile(r"T\d+\s")
_EVENT = re.compile(r"E\d+\s")
_RANGES = re.compile(r"\S+ (\d+ \d+(?:;\d+ \d+)*)")
_ARGUMENT = re.compile(r"([^\s:]+?)\d*:(\w+)")  # a second piece of a role is Content2


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotated attribution: the spans of its source, its cue and its content, each sorted."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]

    def spans(self) -> dict[str, tuple[Span, ...]]:
        """The spans by role."""
        return {"source": self.source, "cue": self.cue, "content": self.content}


class AnnotationError(ValueError):
    """A line of a stand-off file cannot be read: its number, from 1, and what is wrong with it."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")


@dataclass(frozen=True, slots=True)
class _TextBound:
    line: int
    spans: tuple[Span, ...]


def read_annotations(stand_off: str, text: str) -> tuple[Annotation, ...]:
    """The attributions that a brat stand-off file makes about `text`, in the order of the file.

    Attributions without content are left out. So is a piece whose line stands further down than that of the
    attribution (PolNeAR has about one in 250 so): the figures that this project cites were counted without them.
    Notes, relations and lines that continue the annotated words are passed over. Raises `AnnotationError`.

    >>> stand_off = "T1\\tCue 4 8\\tsaid\\nT2\\tContent 9 11\\tno\\nE1\\tAttribution:T1 Cue:T1 Content:T2"
    >>> read_annotations(stand_off, "She said no")
    (Annotation(source=(), cue=(Span(start=4, end=8),), content=(Span(start=9, end=11),)),)
    """
    lines = list(enumerate(_LINE_BREAK.split(stand_off), start=1))
    bounds = dict(_text_bound(number, line, text) for number, line in lines if _TEXT_BOUND.match(line))
    found = (_annotation(number, line, bounds) for number, line in lines if _EVENT.match(line))
    return tuple(annotation for annotation in found if annotation.content)


def _text_bound(number: int, line: str, text: str) -> tuple[str, _TextBound]:
    key, _, rest = line.partition("\t")
    ranges = _RANGES.fullmatch(rest.partition("\t")[0])
    if ranges is None:
        raise AnnotationError(number, f"{_shown(line)} is not of the form T1, tab, role start end, tab, words.")
    spans = [Span(*map(int, one.split())) for one in ranges[1].split(";")]
    for span in spans:
        if not span.start < span.end <= len(text):
            raise AnnotationError(
                number, f"{span.start} to {span.end} does not lie in the text of {len(text)} characters."
            )
    words, there = rest.partition("\t")[2], " ".join(span.of(text) for span in spans)
    if words.strip() and not "".join(there.split()).startswith("".join(words.split())):
        raise AnnotationError(
            number, f"the words are {_shown(words)}, but the text has {_shown(there)} there: the offsets are off."
        )
    return key, _TextBound(number, tuple(sorted(spans)))


def _annotation(number: int, line: str, bounds: Mapping[str, _TextBound]) -> Annotation:
    arguments = line.partition("\t")[2].partition("\t")[0].split()
    if not arguments:
        raise AnnotationError(number, f"{_shown(line)} is not of the form E1, tab, Attribution:T1 Source:T2.")
    roles: dict[str, list[Span]] = {"source": [], "cue": [], "content": []}
    for argument in arguments:
        parts = _ARGUMENT.fullmatch(argument)
        if parts is None:
            raise AnnotationError(number, f"{_shown(argument)} is not of the form Source:T2.")
        role, key = parts[1].lower(), parts[2]
        if role not in roles or key.startswith("E"):  # one attribution within another is no span
            continue
        if key not in bounds:
            raise AnnotationError(number, f"there is no {key}, which {_shown(argument)} refers to.")
        if bounds[key].line < number:
            roles[role] += bounds[key].spans
    return Annotation(**{role: tuple(sorted(spans)) for role, spans in roles.items()})


def _shown(words: str, n_chars: int = 40) -> str:
    return repr(words if len(words) <= n_chars else words[: n_chars - 1] + "…")
