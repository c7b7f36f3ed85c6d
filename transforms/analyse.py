"""The whole way of one document, on one screen."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.clean import clean
from transforms.document import Document, Voice
from transforms.quotes import Quote, Speaker, attribute, quoted_spans
from transforms.readability import Reading, readability
from transforms.readability_textstat import textstat_measures
from transforms.segment import segment
from transforms.sentiment import Sentiment, sentiment
from transforms.voices import voice_words


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is known about one article."""

    document: Document
    readability: dict[Voice, Reading]
    readability_textstat: dict[str, float | str]
    sentiment: Sentiment
    quotes: tuple[Quote, ...]
    speakers: tuple[Speaker, ...]


def analyse(text: str) -> Analysis:
    """The analysis of a text from anywhere: cleaned first, then treated as an article without metadata.

    >>> [q.quote_type for q in analyse("He said: “It rains.” She called it “a nuisance”.").quotes]
    ['direct', 'mixed']

    Raises TypeError where it is no text. Bytes, and files with front matter, are for `transforms.parse.parse`.
    """
    if not isinstance(text, str):
        raise TypeError(f"analyse() takes a text, not {type(text).__name__}: decode it, or use transforms.parse.parse.")
    return analyse_document(Document(source_uri="", record=0, raw_sha256="", text=clean(text)))


def analyse_document(document: Document) -> Analysis:
    """The analysis of a document whose text is clean, as `transforms.parse.parse` yields it."""
    document = segment(document)
    voices = voice_words(document, quoted_spans(document))
    tones = sentiment(voices)
    quotes, speakers = attribute(document, tones)
    return Analysis(
        document=document,
        readability={voice: readability(words, document.language) for voice, words in voices.items()},
        readability_textstat=textstat_measures(document.text),
        sentiment=tones,
        quotes=quotes,
        speakers=speakers,
    )
