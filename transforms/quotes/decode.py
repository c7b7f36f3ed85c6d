"""The tagger's probabilities and the quotation marks -> attributions.

The roles of the words come first (the likeliest sequence in which a piece begins before it goes on); the pieces that
are cues then share out the paragraph: each word is content of one of them or of none. A quotation goes to one cue as
a whole or to none. Last, each cue takes its source.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.document import Span
from transforms.quotes.attribution import Attribution
from transforms.quotes.marks import Quotation
from transforms.quotes.reading import Reading
from transforms.quotes.rules import RuleAttribution
from transforms.quotes.viterbi import Scores, divide
from transforms.quotes.windows import Word

B_SOURCE, I_SOURCE, B_CUE, I_CUE, B_CONTENT, I_CONTENT = range(1, 7)
_AS_DIVIDED = [0, B_SOURCE, B_CUE, B_CONTENT, I_SOURCE, I_CUE, I_CONTENT]  # the order that `divide` asks for
_TINY = 1e-7

Piece = tuple[int, int]  # first and last + 1 of words of a paragraph


@dataclass(frozen=True, slots=True)
class Settings:
    """What was chosen on PolNeAR's development articles."""

    cue_bias: float = 0.5  # added to the log-probability that a word is of a cue
    source_bias: float = 0.3  # likewise of a source
    link_weight: float = 0.3  # of the link to a cue, against the role of the word
    tag_weight: float = 0.5
    begin: float = -1.5  # added to the log-probability that a piece of content begins
    whole_words: int = 3  # quotations of so many words are content as a whole
    sure: float = 20.0  # added where a rule that is nearly always right gives the quotation to the cue
    likely: float = 2.0  # where a rule that is mostly right does


_SURE = frozenset(["after, direct"])
_LIKELY = frozenset(["before, direct", "after, mixed", "before, mixed"])


@dataclass(frozen=True, slots=True)
class _Cued:
    """A paragraph with its cues and sources, and its words in stretches that are not divided."""

    reading: Reading
    cues: list[Piece]
    sources: list[Piece]
    shares: Scores  # words x cues: how likely each word is content of each cue
    units: list[Piece]
    hints: list[tuple[int, int, float]]  # unit, cue, what a rule adds


def decode(
    words: Sequence[Word],
    readings: Sequence[Reading],
    quotations: Sequence[Quotation],
    by_rule: Sequence[RuleAttribution],
    settings: Settings = Settings(),
) -> list[Attribution]:
    """The attributions of a document in the order of their content. `by_rule` are those that the rules find."""
    cued = _cued(words, readings, quotations, by_rule, settings)
    states = divide([_content_scores(paragraph, settings) for paragraph in cued])
    found: list[Attribution] = []
    for paragraph, of_unit in zip(cued, states, strict=True):
        found.extend(_attributions(words, paragraph, of_unit))
    return sorted(found, key=lambda attribution: attribution.content)


def _cued(
    words: Sequence[Word],
    readings: Sequence[Reading],
    quotations: Sequence[Quotation],
    by_rule: Sequence[RuleAttribution],
    settings: Settings,
) -> list[_Cued]:
    """The paragraphs that hold a cue."""
    likely = [r for r in readings if (r.tags[:, B_CUE] + r.tags[:, I_CUE]).max() > 0.1]
    states = divide([_role_scores(reading, settings) for reading in likely])
    starts = [word.token.start for word in words]
    quoted = [_words_in(starts, q.span) for q in quotations]
    hints = [
        (_words_in(starts, span), _words_in(starts, a.cue.span), settings.sure if a.rule in _SURE else settings.likely)
        for a in by_rule
        if a.cue and a.rule in _SURE | _LIKELY
        for span in a.content
    ]
    hints.sort()
    quoted_from, hinted_from = [start for start, _ in quoted], [start for (start, _), _, _ in hints]
    found = []
    for reading, path in zip(likely, states, strict=True):
        cues, sources = _pieces(path, 2, 5), _pieces(path, 1, 4)
        if cues:
            first, last = reading.first, reading.first + len(reading.tags)
            inside = [(a - first, b - first) for a, b in quoted[_between(quoted_from, first, last)] if b <= last]
            here = [hint for hint in hints[_between(hinted_from, first, last)] if hint[0][1] <= last]
            given = {(start - first, end - first) for (start, end), _, weight in here if weight == settings.sure}
            units = _units(len(reading.tags), inside, settings.whole_words, given)
            shares, by_hint = _shares(reading, cues), _hints(first, units, cues, here)
            found.append(_Cued(reading, cues, sources, shares, units, by_hint))
    return found


def _role_scores(reading: Reading, settings: Settings) -> Scores:
    scores = np.log(reading.tags.astype(np.float64) + _TINY)
    scores[:, B_CUE : I_CUE + 1] += settings.cue_bias
    scores[:, B_SOURCE : I_SOURCE + 1] += settings.source_bias
    return scores[:, _AS_DIVIDED]


def _between(sorted_starts: Sequence[int], first: int, last: int) -> slice:
    """Which of the sorted starts lie in first … last - 1."""
    return slice(bisect_left(sorted_starts, first), bisect_left(sorted_starts, last))


def _words_in(starts: Sequence[int], span: Span) -> Piece:
    """The words that start within the span."""
    return bisect_left(starts, span.start), bisect_left(starts, span.end)


def _hints(
    first: int, units: Sequence[Piece], cues: Sequence[Piece], hints: Sequence[tuple[Piece, Piece, float]]
) -> list[tuple[int, int, float]]:
    """Which unit goes to which cue according to the rules."""
    found: list[tuple[int, int, float]] = []
    for (start, end), (cue_start, cue_end), weight in hints:
        cue = [k for k, (a, b) in enumerate(cues) if a < cue_end - first and cue_start - first < b]
        unit = [i for i, (a, b) in enumerate(units) if start - first <= a and b <= end - first and b - a > 1]
        found.extend((i, cue[0], weight) for i in unit if cue)
    return found


def _units(n: int, quoted: Sequence[Piece], whole_words: int, given: set[Piece]) -> list[Piece]:
    """The stretches of a paragraph that are not divided: quotations that are longer, or that a sure rule has given to
    a cue, and every other word by itself."""
    units: list[Piece] = []
    at = 0
    for start, end in quoted:
        if (end - start - 2 >= whole_words or (start, end) in given) and start >= at:
            units.extend((i, i + 1) for i in range(at, start))
            units.append((start, end))
            at = end
    units.extend((i, i + 1) for i in range(at, n))
    return units


def _pieces(path: NDArray[np.int64], begun: int, gone_on: int) -> list[Piece]:
    """The pieces of one kind in a path of states. Two that touch are one: a cue or a source that begins twice."""
    found: list[Piece] = []
    for i, state in enumerate(path.tolist()):
        if state in (begun, gone_on):
            if found and found[-1][1] == i:
                found[-1] = (found[-1][0], i + 1)
            else:
                found.append((i, i + 1))
    return found


def _content_scores(paragraph: _Cued, settings: Settings) -> Scores:
    """For every unit: that it is no content, that content of each cue begins, that it goes on."""
    reading, share, k = paragraph.reading, paragraph.shares, len(paragraph.cues)
    tags = reading.tags.astype(np.float64) + _TINY
    is_content = tags[:, B_CONTENT] + tags[:, I_CONTENT]
    linked = settings.link_weight * np.log(share + _TINY)
    rest = np.clip(1 - share.sum(axis=1), _TINY, 1)
    scores = np.empty((len(tags), 1 + 2 * k))
    scores[:, 0] = settings.link_weight * np.log(rest) + settings.tag_weight * np.log(np.maximum(1 - is_content, _TINY))
    scores[:, 1 : 1 + k] = linked + settings.tag_weight * np.log(tags[:, [B_CONTENT]]) + settings.begin
    scores[:, 1 + k :] = linked + settings.tag_weight * np.log(tags[:, [I_CONTENT]])
    for start, end in paragraph.cues:
        scores[start:end, 1:] = -np.inf
    inside = linked + settings.tag_weight * np.log(is_content[:, None])
    starts = [start for start, _ in paragraph.units]
    of_units = scores[starts]
    for i, (start, end) in enumerate(paragraph.units):
        if end - start > 1:
            of_units[i, 0] = scores[start:end, 0].sum()
            of_units[i, 1:] = np.maximum(scores[start, 1:], -1e4) + np.tile(inside[start + 1 : end].sum(axis=0), 2)
            own = [c for c, (a, _) in enumerate(paragraph.cues) if start <= a < end]
            of_units[i, [1 + c for c in own] + [1 + k + c for c in own]] = -np.inf  # no cue within its own content
    for i, cue, added in paragraph.hints:
        of_units[i, [1 + cue, 1 + k + cue]] += added
    return of_units


def _shares(reading: Reading, cues: Sequence[Piece]) -> Scores:
    return np.stack([reading.cues[:, 1 + a : 1 + b].sum(axis=1) for a, b in cues], axis=1).astype(np.float64)


def _attributions(words: Sequence[Word], paragraph: _Cued, of_unit: NDArray[np.int64]) -> list[Attribution]:
    reading, k = paragraph.reading, len(paragraph.cues)
    of_word = np.zeros(len(reading.tags), np.int64)
    for (start, end), state in zip(paragraph.units, of_unit.tolist(), strict=True):
        of_word[start:end] = 0 if state == 0 else (state - 1) % k + 1
    own = words[reading.first : reading.first + len(reading.tags)]
    sentences, is_quoted = np.array([word.sentence for word in own]), np.array([word.bounds % 2 == 1 for word in own])
    found = []
    for number, cue in enumerate(paragraph.cues):
        is_content = of_word == number + 1
        if not is_content.any():
            continue
        is_content = _without_strays(is_content, cue, sentences, is_quoted)
        source, of_source = _source(reading, cue, paragraph.sources)
        source = None if source is None else _without_time(words, reading.first, source)
        if source is not None:
            beside = is_content.copy()
            beside[slice(*source)] = False
            if beside.any():
                is_content = beside
            else:
                source = None
        of_cue = float(reading.tags[cue[0] : cue[1], B_CUE : I_CUE + 1].sum(axis=1).mean())
        of_role = float(reading.tags[is_content][:, B_CONTENT : I_CONTENT + 1].sum(axis=1).mean())
        scores = (of_cue, float(paragraph.shares[is_content, number].mean()), of_role, of_source)
        content = tuple(_span(words, reading.first, piece) for piece in _runs(is_content))
        source_span = None if source is None else _span(words, reading.first, source)
        found.append(Attribution(content, _span(words, reading.first, cue), source_span, "tagger", scores))
    return found


def _runs(mask: NDArray[np.bool_]) -> list[Piece]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _source(reading: Reading, cue: Piece, sources: Sequence[Piece]) -> tuple[Piece | None, float]:
    """The source of a cue, and how likely it is."""
    shares = reading.sources[cue[0] : cue[1]].mean(axis=0)
    of = [float(shares[1 + start : 1 + end].sum()) for start, end in sources]
    best, of_best = max(zip(sources, of, strict=True), key=lambda pair: pair[1], default=(None, 0.0))
    at = int(shares[1:].argmax())
    if best is None or not best[0] <= at < best[1]:
        around = _around(reading, at, cue)
        of_around = float(shares[1 + around[0] : 1 + around[1]].sum())
        if of_around > of_best:
            best, of_best = around, of_around
    if shares[0] >= of_best:
        return None, float(shares[0])
    return best, of_best


def _without_strays(
    is_content: NDArray[np.bool_], cue: Piece, sentences: NDArray[np.int64], is_quoted: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Content without narration of other sentences than the cue's, where its own sentence has some: “I saw it,” she
    said. Her husband thought …"""
    beside = (sentences >= sentences[cue[0]]) & (sentences <= sentences[cue[1] - 1])
    return is_content & (beside | is_quoted) if (is_content & beside).any() else is_content


_TIMES = frozenset("yesterday today tonight tomorrow afterwards afterward earlier later".split())


def _without_time(words: Sequence[Word], first: int, source: Piece) -> Piece:
    """“said Ana Diaz yesterday”: a source without the time that stands behind it."""
    start, end = source
    while end - 1 > start and words[first + end - 1].token.text.lower() in _TIMES:
        end -= 1
    return start, end


def _around(reading: Reading, at: int, cue: Piece) -> Piece:
    """The words around one that may well be of the same source."""
    begins = reading.tags[:, B_SOURCE] > 0.5
    may = reading.tags[:, B_SOURCE] + reading.tags[:, I_SOURCE] > 0.2
    start, end = at, at + 1
    while start > 0 and may[start - 1] and not begins[start] and start != cue[1]:
        start -= 1
    while end < len(may) and may[end] and not begins[end] and end != cue[0]:
        end += 1
    return start, end


def _span(words: Sequence[Word], first: int, piece: Piece) -> Span:
    return Span(words[first + piece[0]].token.start, words[first + piece[1] - 1].token.end)
