"""The one entity that every stage takes: a `Document`, with its paragraphs, sentences and tokens.

All offsets are character offsets into `Document.text`, half-open: ``text[start:end]`` is the string.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Voice(StrEnum):
    """Whose words a number is about."""

    ALL = "all"
    QUOTED = "quoted"  # inside quotation marks
    NARRATION = "narration"  # the rest


class Span(NamedTuple):
    """A half-open range of characters of a text.

    >>> Span(0, 3).of("The harbour")
    'The'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


class Token(NamedTuple):
    """A word, a number or one punctuation mark, with its offsets."""

    start: int
    end: int
    text: str
    is_word: bool

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its span, the spans of its sentences, its tokens."""

    span: Span
    sentences: tuple[Span, ...]
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One news article.

    A parser fills the fields up to `language`, with the text as the file has it; `clean` repairs the
    text once; `segment` adds the paragraphs. `published_at` carries a time zone (UTC) or is None.
    """

    source_uri: str
    record: int
    raw_sha256: str
    text: str
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    paragraphs: tuple[Paragraph, ...] = ()

    @property
    def doc_id(self) -> str:
        """20 hexadecimal digits made from `source_uri` and `record`: the same in every run."""
        return hashlib.sha256(f"{self.source_uri}\n{self.record}".encode()).hexdigest()[:20]

    @property
    def content_sha256(self) -> str:
        """SHA-256 of the cleaned text: equal for articles with the same words."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def sentences(self) -> tuple[Span, ...]:
        return tuple(sentence for paragraph in self.paragraphs for sentence in paragraph.sentences)

    def words(self) -> Iterator[Token]:
        """The word tokens, in the order of the text."""
        for paragraph in self.paragraphs:
            for token in paragraph.tokens:
                if token.is_word:
                    yield token


@dataclass(frozen=True, slots=True)
class Reject:
    """A raw record that cannot become a document: a fixed code and a sentence that explains it."""

    source_uri: str
    record: int
    raw_sha256: str | None
    reason: str
    detail: str
