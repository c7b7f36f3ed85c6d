"""Whose words are whose: the words and sentences of a voice."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.document import Document, Span, Token, Voice


@dataclass(frozen=True, slots=True)
class VoiceWords:
    """The words of one voice, and how many sentences hold at least one of them.

    `sentence_starts[i]` says whether words[i] is the first word of this voice in its sentence.
    """

    voice: Voice
    words: tuple[Token, ...]
    sentence_starts: tuple[bool, ...]

    @property
    def n_sentences(self) -> int:
        return sum(self.sentence_starts)


def voice_words(document: Document, quoted: Sequence[Span]) -> dict[Voice, VoiceWords]:
    """The words of every voice. `quoted` holds the spans inside quotation marks, sorted and apart."""
    starts = [span.start for span in quoted]

    def is_quoted(word: Token) -> bool:
        i = bisect_right(starts, word.start) - 1
        return i >= 0 and word.start < quoted[i].end

    sentence_ends = [sentence.end for sentence in document.sentences]
    words = [(word, bisect_right(sentence_ends, word.start), is_quoted(word)) for word in document.words()]
    return {
        Voice.ALL: _voice(Voice.ALL, [(word, sentence) for word, sentence, _ in words]),
        Voice.QUOTED: _voice(Voice.QUOTED, [(word, sentence) for word, sentence, inside in words if inside]),
        Voice.NARRATION: _voice(Voice.NARRATION, [(word, sentence) for word, sentence, inside in words if not inside]),
    }


def _voice(voice: Voice, words: list[tuple[Token, int]]) -> VoiceWords:
    before = [None, *(sentence for _, sentence in words)]
    starts = tuple(sentence != previous for (_, sentence), previous in zip(words, before, strict=False))
    return VoiceWords(voice, tuple(word for word, _ in words), starts)
