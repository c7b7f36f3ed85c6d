"""Whose words are whose: the words and sentences of a voice."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from transforms.document import Document, Span, Token, Voice


@dataclass(frozen=True, slots=True)
class VoiceWords:
    """The words of one voice, and how many sentences hold at least one of them.

    `sentence_starts[i]` says whether words[i] is the first word of this voice in its sentence; `is_name[i]` whether
    its capital can only mark a name, because neither a sentence nor a quotation begins with it.
    """

    voice: Voice
    words: tuple[Token, ...]
    sentence_starts: tuple[bool, ...]
    is_name: tuple[bool, ...]

    @property
    def n_sentences(self) -> int:
        return sum(self.sentence_starts)


class _Word(NamedTuple):
    token: Token
    sentence: int
    quotation: int | None
    is_name: bool


def voice_words(document: Document, quoted: Sequence[Span]) -> dict[Voice, VoiceWords]:
    """The words of every voice. `quoted` holds the spans inside quotation marks, sorted and apart."""
    words = list(_words(document, quoted))
    return {
        Voice.ALL: _voice(Voice.ALL, words),
        Voice.QUOTED: _voice(Voice.QUOTED, [word for word in words if word.quotation is not None]),
        Voice.NARRATION: _voice(Voice.NARRATION, [word for word in words if word.quotation is None]),
    }


def _words(document: Document, quoted: Sequence[Span]) -> Iterator[_Word]:
    quotation_starts = [span.start for span in quoted]
    sentence_ends = [sentence.end for sentence in document.sentences]
    before = None
    for token in document.words():
        sentence = bisect_right(sentence_ends, token.start)
        i = bisect_right(quotation_starts, token.start) - 1
        quotation = i if i >= 0 and token.start < quoted[i].end else None
        begins = before is None or before.sentence != sentence or quotation not in (None, before.quotation)
        before = _Word(token, sentence, quotation, token.text[0].isupper() and not begins)
        yield before


def _voice(voice: Voice, words: list[_Word]) -> VoiceWords:
    sentences = [word.sentence for word in words]
    starts = tuple(sentence != before for sentence, before in zip(sentences, [None, *sentences], strict=False))
    return VoiceWords(voice, tuple(w.token for w in words), starts, tuple(w.is_name for w in words))
