"""Words -> windows: what the tagger reads, as numbers.

A window is a run of whole paragraphs of at most `MAX_PIECES` word pieces (a longer paragraph is cut at its sentences).
Each word carries its features, which take the place of BERT's token types: how it is written (the encoder itself reads
lower case), where it stands towards quotation marks, and whether it begins a paragraph.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from transforms.document import Document, Paragraph, Token
from transforms.quotes.marks import Quotation

MAX_PIECES = 254  # with the two marks of BERT for the ends: 256
_MOST_CHARACTERS = 100  # read of a word: more than any word has, fewer than what is no word may have
_MAX_PIECES_OF_WORD = 8  # an address needs no more
_CLS, _SEP, _UNKNOWN = 101, 102, 100  # as BERT's vocabulary numbers them

# All quotation marks and apostrophes read as the plain ones, so that the way a feed writes them makes no difference.
_PLAIN = str.maketrans({**dict.fromkeys("“”„‟«»＂", '"'), **dict.fromkeys("‘’‚‛`´", "'")})

N_SHAPES = 6
N_QUOTE_STATES = 4
N_FEATURES = N_SHAPES * N_QUOTE_STATES * 2


@dataclass(frozen=True, slots=True)
class Word:
    """A token of the document with what the tagger reads of it.

    `sentence` counts the sentences before it in the document, `bounds` the beginnings and ends of quotations: within
    quotation marks `bounds` is odd.
    """

    token: Token
    paragraph: int
    sentence: int
    bounds: int
    pieces: tuple[int, ...]
    features: int


@dataclass(frozen=True, slots=True)
class Window:
    """words[first:last] of a document as the encoder's input: two arrays by word piece, three by word.

    `first_pieces` holds the position of every word's first piece, `sentences` and `bounds` what the words hold; all
    three begin with a 0 for the window's own mark.
    """

    first: int
    last: int
    pieces: NDArray[np.int64]
    features: NDArray[np.int64]
    first_pieces: NDArray[np.int64]
    sentences: NDArray[np.int64]
    bounds: NDArray[np.int64]


class Pieces:
    """The word pieces of words, remembered."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, tuple[int, ...]] = {}

    def of(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        """The word pieces of each word: at least one, at most eight."""
        known = self._known
        if len(known) > 200_000:  # bounded memory
            known.clear()
        for word in words:
            if word not in known:  # encode_batch would start threads
                ids = self._tokenizer.encode(word, add_special_tokens=False).ids
                known[word] = tuple(ids[:_MAX_PIECES_OF_WORD]) or (_UNKNOWN,)
        return [known[word] for word in words]


@lru_cache(maxsize=100_000)
def _as_read(word: str, state: int) -> str:
    """The word as the tagger reads it: the marks around a quotation as double ones, those within it as single ones,
    whichever marks the paper uses."""
    if state in (1, 3):
        return '"'
    plain = '"' if word in ("``", "''") else word.translate(_PLAIN)
    return "'" if state == 2 and plain == '"' else plain


def words_of(document: Document, quotations: Sequence[Quotation], pieces: Pieces) -> list[Word]:
    """All the tokens of a segmented document with their pieces and features."""
    tokens = [token for paragraph in document.paragraphs for token in paragraph.tokens]
    starts = [token.start for token in tokens]
    states = _quote_states(tokens, quotations)
    bounds = _counts_before(starts, [bound for q in quotations for bound in q.span])
    sentences = _counts_before(starts, [span.start for span in document.sentences])
    spelled = [_as_read(token.text[:_MOST_CHARACTERS], state) for token, state in zip(tokens, states, strict=True)]
    of_tokens = iter(zip(tokens, sentences, bounds, states, pieces.of(spelled), strict=True))
    words: list[Word] = []
    for number, paragraph in enumerate(document.paragraphs):
        for i in range(len(paragraph.tokens)):
            token, sentence, bound, state, ids = next(of_tokens)
            features = (_shape(token.text[:_MOST_CHARACTERS]) * N_QUOTE_STATES + state) * 2 + (i == 0)
            words.append(Word(token, number, sentence, bound, ids, features))
    return words


def _counts_before(starts: Sequence[int], bounds: Sequence[int]) -> list[int]:
    """For every start how many of the sorted bounds lie at or before it."""
    return np.searchsorted(np.array(bounds, np.int64), np.array(starts, np.int64), side="right").tolist()  # type: ignore[no-any-return]


def _quote_states(tokens: Sequence[Token], quotations: Sequence[Quotation]) -> list[int]:
    """Of every token: 0 outside quotation marks, 1 an opening mark, 2 inside, 3 a closing mark."""
    starts = [token.start for token in tokens]
    states = [0] * len(tokens)
    for quotation in quotations:
        for i in range(bisect_left(starts, quotation.span.start), bisect_left(starts, quotation.span.end)):
            token = tokens[i]
            inside = quotation.inner.start <= token.start < quotation.inner.end
            states[i] = 2 if inside else 1 if token.start < quotation.inner.start else 3
    return states


@lru_cache(maxsize=100_000)
def _shape(text: str) -> int:
    """How a word is written: 0 lower case, 1 Title, 2 UPPER, 3 miXed, 4 with a digit, 5 a mark."""
    if not any(character.isalnum() for character in text):
        return 5
    if any(character.isdigit() for character in text):
        return 4
    if text.islower():
        return 0
    if text.isupper() and len(text) > 1:
        return 2
    return 1 if text[0].isupper() else 3


def windows_of(
    document: Document, words: Sequence[Word], max_pieces: int = MAX_PIECES, of_first: int | None = None
) -> list[Window]:
    """The windows of a document, in order; together they hold every word once.

    `of_first` is the most word pieces of the first window, where the document is to be cut in another way.
    """
    windows: list[Window] = []
    limit = max_pieces if of_first is None else of_first
    first, size, at = 0, 0, 0
    for length in _unit_lengths(document, words, max_pieces):
        unit_size = sum(len(word.pieces) for word in words[at : at + length])
        if size and size + unit_size > limit:
            windows.append(_window(words, first, at))
            first, size, limit = at, 0, max_pieces
        at += length
        size += unit_size
    if at > first:
        windows.append(_window(words, first, at))
    return windows


def _unit_lengths(document: Document, words: Sequence[Word], max_pieces: int) -> Iterator[int]:
    """How many words each stretch has that a window may not cut: a paragraph, else a sentence, else what fits."""
    at = 0
    for paragraph in document.paragraphs:
        n = len(paragraph.tokens)
        if sum(len(word.pieces) for word in words[at : at + n]) <= max_pieces:
            if n:
                yield n
        else:
            for sentence in _sentence_lengths(paragraph):
                yield from _fitting(words[at : at + sentence], max_pieces)
                at += sentence
            continue
        at += n


def _sentence_lengths(paragraph: Paragraph) -> list[int]:
    starts = [token.start for token in paragraph.tokens]
    bounds = [0, *(bisect_left(starts, sentence.end) for sentence in paragraph.sentences[:-1]), len(starts)]
    return [b - a for a, b in pairwise(bounds) if b > a]


def _fitting(words: Sequence[Word], max_pieces: int) -> Iterator[int]:
    n, size = 0, 0
    for word in words:
        if size + len(word.pieces) > max_pieces:
            yield n
            n, size = 0, 0
        n += 1
        size += len(word.pieces)
    if n:
        yield n


def _window(words: Sequence[Word], first: int, last: int) -> Window:
    pieces, features, first_pieces = [_CLS], [0], [0]
    for word in words[first:last]:
        first_pieces.append(len(pieces))
        pieces.extend(word.pieces)
        features.extend([word.features] * len(word.pieces))
    pieces.append(_SEP)
    features.append(0)
    as_array = lambda values: np.array(values, dtype=np.int64)  # noqa: E731
    sentences = [0, *(word.sentence for word in words[first:last])]
    bounds = [0, *(word.bounds for word in words[first:last])]
    return Window(first, last, *map(as_array, (pieces, features, first_pieces, sentences, bounds)))
