"""Whose words are whose."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.clean import clean
from transforms.document import Document, Span, Voice
from transforms.segment import segment
from transforms.voices import VoiceWords, voice_words

PIECES = [
    "Rain fell. ",
    "“Rain fell,” ",
    "said Ina Corvell. ",
    "The “big” one. ",
    "“Open, ",
    "\n\n",
    '"Go," ',
    "he said. ",
    "‘No’ ",
]


def _voices(text: str) -> dict[Voice, VoiceWords]:
    """The voices of a text in which only curly double marks quote."""
    quoted, start = [], text.find("“")
    while start >= 0:
        end = text.find("”", start)
        end = len(text) if end < 0 else end
        quoted.append(Span(start + 1, end))
        start = text.find("“", end)
    return voice_words(segment(Document("", 0, "", text)), quoted)


def _texts(words: VoiceWords) -> list[str]:
    return [word.text for word in words.words]


def test_words_inside_marks_are_quoted() -> None:
    """Words inside quotation marks are quoted, the others narration."""
    voices = _voices("“Rain fell,” she said. The “big” one.")
    assert _texts(voices[Voice.QUOTED]) == ["Rain", "fell", "big"]
    assert _texts(voices[Voice.NARRATION]) == ["she", "said", "The", "one"]


def test_a_sentence_counts_in_every_voice_it_holds() -> None:
    """A sentence counts once for each voice that has a word in it."""
    voices = _voices("“Rain fell,” she said. The “big” one. Nobody came.")
    assert {voice: words.n_sentences for voice, words in voices.items()} == {"all": 3, "quoted": 2, "narration": 3}


def test_names_are_the_same_in_every_voice() -> None:
    """A capital marks a name unless a sentence or a quotation begins with it, whichever voice is counted."""
    voices = _voices("“Rain fell,” Corvell said. He said: “The Mersey rose.”")
    names = {v: [t for t, is_name in zip(_texts(w), w.is_name, strict=True) if is_name] for v, w in voices.items()}
    assert names == {"all": ["Corvell", "Mersey"], "quoted": ["Mersey"], "narration": ["Corvell"]}


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(lambda pieces: clean("".join(pieces))))
def test_quoted_and_narration_are_all(text: str) -> None:
    """Every word is in exactly one of quoted and narration, and its name mark is the same there."""
    voices = _voices(text)
    parts = [
        item
        for voice in (Voice.QUOTED, Voice.NARRATION)
        for item in zip(voices[voice].words, voices[voice].is_name, strict=True)
    ]
    assert sorted(parts) == list(zip(voices[Voice.ALL].words, voices[Voice.ALL].is_name, strict=True))
    assert voices[Voice.ALL].n_sentences <= voices[Voice.QUOTED].n_sentences + voices[Voice.NARRATION].n_sentences
