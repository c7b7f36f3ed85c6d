"""What the tagger reads: words as pieces and features, in windows."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean import clean
from transforms.document import Document
from transforms.quotes.marks import quotations
from transforms.quotes.tagger import plain_tokenizer
from transforms.quotes.windows import (
    MAX_PIECES,
    N_FEATURES,
    N_QUOTE_STATES,
    Pieces,
    Window,
    Word,
    windows_of,
    words_of,
)
from transforms.segment import segment


@cache
def _pieces() -> Pieces:
    tokenizer = files("transforms.quotes") / "model" / "tokenizer.json"
    return Pieces(plain_tokenizer(tokenizer.read_text(encoding="utf-8")))


def _read(text: str) -> tuple[Document, list[Word]]:
    document = segment(Document("file:///a.txt", 0, "", clean(text)))
    return document, words_of(document, quotations(document), _pieces())


def _as_read(text: str) -> list[tuple[tuple[int, ...], int]]:
    return [(word.pieces, word.features) for word in _read(text)[1]]


def _shape(word: Word) -> int:
    return word.features // 2 // N_QUOTE_STATES


def _quote_state(word: Word) -> int:
    return word.features // 2 % N_QUOTE_STATES


def _sentence(n_words: int) -> str:
    return "The" + " old" * (n_words - 2) + " pier."


_ADDRESS = "https://a.example/" + "b1/" * 60
# Often repeated: what a window can hardly hold, and what breaks words, sentences and paragraphs.
_PARTS = ["rain ", "Ana Diaz ", "It pours. ", "\n\n", "“No,” ", "x" * 99, "\u2603", "don’t ", _ADDRESS, f" {_ADDRESS} "]
_CHUNKS = st.tuples(st.sampled_from(_PARTS), st.integers(1, 300))
_TEXTS = st.lists(_CHUNKS, max_size=6).map(lambda chunks: "".join(words * times for words, times in chunks))


# Windows


def _are_whole(words: list[Word], windows: list[Window]) -> bool:
    """Whether the windows hold every word once, in order, and no more pieces than the encoder takes."""
    bounds = [0, *(window.last for window in windows)]
    return (
        [window.first for window in windows] == bounds[:-1]
        and bounds[-1] == len(words)
        and all(a < b for a, b in pairwise(bounds))
        and all(len(window.pieces) <= MAX_PIECES + 2 for window in windows)
    )


@settings(deadline=None, max_examples=40)
@given(_TEXTS, st.none() | st.integers(1, MAX_PIECES))
def test_every_word_is_in_one_window(text: str, of_first: int | None) -> None:
    """Whatever the text and wherever the first ends, windows hold all words once, in order, at most 254 pieces each."""
    document, words = _read(text)
    assert [word.token for word in words] == [t for paragraph in document.paragraphs for t in paragraph.tokens]
    assert _are_whole(words, windows_of(document, words, of_first=of_first))


@settings(deadline=None, max_examples=40)
@given(_TEXTS, st.integers(1, MAX_PIECES))
def test_no_cut_within_what_fits(text: str, of_first: int) -> None:
    """A paragraph that fits into a window stands in one, and so does a sentence of one that does not."""
    document, words = _read(text)
    cuts = {window.first for window in windows_of(document, words, of_first=of_first)}
    n_pieces = {word.token.start: len(word.pieces) for word in words}
    at = {word.token.start: i for i, word in enumerate(words)}
    for paragraph in document.paragraphs:
        of_paragraph = [token.start for token in paragraph.tokens]
        for span in (paragraph.span, *paragraph.sentences):
            starts = [start for start in of_paragraph if span.start <= start < span.end]
            if starts and sum(n_pieces[start] for start in starts) <= MAX_PIECES:
                assert not cuts & {at[start] for start in starts[1:]}


def test_the_first_window_can_end_elsewhere() -> None:
    """A smaller first window moves the cuts between paragraphs."""
    document, words = _read("\n\n".join([_sentence(50)] * 10))
    n = len(document.paragraphs[0].tokens)
    assert [window.first // n for window in windows_of(document, words)] == [0, 4, 8]
    assert [window.first // n for window in windows_of(document, words, of_first=120)] == [0, 2, 6]


def test_a_long_paragraph_is_cut_at_its_sentences() -> None:
    """Windows begin where sentences do, as long as these fit; a sentence that does not is cut where it must be."""
    document, words = _read(" ".join([_sentence(100)] * 4))
    starts = {sentence.start for sentence in document.sentences}
    windows = windows_of(document, words)
    assert len(windows) == 2
    assert {words[window.first].token.start for window in windows} <= starts
    document, words = _read(_sentence(200) + " The" + " counterdemonstrators" * 100 + ".")
    assert max(len(window.pieces) for window in windows_of(document, words)) <= MAX_PIECES + 2
    document, words = _read(_sentence(600))
    assert [window.last - window.first for window in windows_of(document, words)] == [254, 254, 93]


def test_a_window_as_arrays() -> None:
    """Pieces stand between BERT's two marks; each word has its first piece, sentence and bounds, after a 0."""
    document, words = _read("It rains. “Ana Unpronounceableska left,” he said.")
    (window,) = windows_of(document, words)
    assert window.pieces.tolist() == [101, *(piece for word in words for piece in word.pieces), 102]
    assert len(window.features) == len(window.pieces)
    assert window.features[[0, -1]].tolist() == [0, 0]
    assert max(len(word.pieces) for word in words) > 1
    assert [window.pieces[at] for at in window.first_pieces[1:]] == [word.pieces[0] for word in words]
    assert [window.features[at] for at in window.first_pieces[1:]] == [word.features for word in words]
    assert window.first_pieces[0] == 0
    assert window.sentences.tolist() == [0, *(word.sentence for word in words)]
    assert window.bounds.tolist() == [0, *(word.bounds for word in words)]


def test_an_empty_text_has_no_windows() -> None:
    """Nothing to read."""
    document, words = _read("")
    assert (words, windows_of(document, words)) == ([], [])


# Words


@pytest.mark.parametrize(
    ("word", "shape"),
    [("rain", 0), ("Ana", 1), ("A", 1), ("UN", 2), ("iPod", 3), ("1990s", 4), ("B2B", 4), ("—", 5), ("Élan", 1)],
)
def test_how_a_word_is_written(word: str, shape: int) -> None:
    """Lower case, Title, UPPER, miXed, with a digit, a mark: the encoder itself reads lower case only."""
    (found,) = _read(word)[1]
    assert _shape(found) == shape
    assert found.features < N_FEATURES


def test_where_a_word_stands_towards_the_marks() -> None:
    """0 outside, 1 an opening mark, 2 inside, 3 a closing mark; bounds are odd from mark to mark."""
    _, words = _read("She said “No, ‘never’.” He left “now”.")
    assert [_quote_state(word) for word in words] == [0, 0, 1, *[2] * 6, 3, 0, 0, 1, 2, 3, 0]
    assert [word.bounds for word in words] == [0, 0, *[1] * 8, 2, 2, 3, 3, 3, 4]


def test_where_a_word_stands_in_the_document() -> None:
    """Paragraphs and sentences are counted, and the first word of a paragraph is told from the others."""
    _, words = _read("It rains. It pours.\n\nAna left.")
    assert [word.paragraph for word in words] == [*[0] * 6, *[1] * 3]
    assert [word.sentence for word in words] == [*[1] * 3, *[2] * 3, *[3] * 3]
    assert [word.features % 2 for word in words] == [1, *[0] * 5, 1, 0, 0]


_CURLY = "She didn’t stop: “We’ve tried,” she said. “It failed.”"
_STYLES = [
    'She didn\'t stop: "We\'ve tried," she said. "It failed."',
    "She didn’t stop: ‘We’ve tried,’ she said. ‘It failed.’",
    "She didn't stop: 'We've tried,' she said. 'It failed.'",
    "She didn't stop: ``We've tried,'' she said. ``It failed.''",
    "She didn't stop: ''We've tried,'' she said. ''It failed.''",
    "She didn’t stop: «We’ve tried,» she said. «It failed.»",
]


@pytest.mark.parametrize("text", [*_STYLES, "She didn’t stop: „We’ve tried,“ she said. „It failed.“"])
def test_marks_of_every_kind_read_alike(text: str) -> None:
    """Whichever marks and apostrophes a paper uses, the tagger reads the same pieces with the same features."""
    assert _as_read(text) == _as_read(_CURLY)


@pytest.mark.parametrize("text", _STYLES)
def test_marks_of_every_kind_stand_alike(text: str) -> None:
    """Sentences and bounds of quotations, which the links go by, are counted alike in every style of marks."""
    of_styles = [[(word.sentence, word.bounds) for word in _read(one)[1]] for one in (text, _CURLY)]
    assert of_styles[0] == of_styles[1]


@pytest.mark.parametrize("text", ["‘He shouted “go on” twice,’ she said.", "\"He shouted 'go on' twice,\" she said."])
def test_marks_within_marks_read_alike(text: str) -> None:
    """A quotation within one reads the same in British and in American marks."""
    assert _as_read(text) == _as_read("“He shouted ‘go on’ twice,” she said.")


def test_a_word_has_one_piece_at_least_and_eight_at_most() -> None:
    """An address is read as its first pieces, an unknown sign as unknown; known words are remembered as they were."""
    pieces = _pieces()
    words = [_ADDRESS, "\u2603", "", "rain"]
    found = pieces.of(words)
    assert [len(ids) for ids in found] == [8, 1, 1, 1]
    assert found[2] == (100,)
    assert pieces.of(words[::-1]) == found[::-1]
