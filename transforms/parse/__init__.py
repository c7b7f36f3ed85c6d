"""Raw bytes -> documents. A new input format is a module here and its entry in `PARSERS`.

A parser recognizes its format by the content first and the file's name second (`accepts`), and yields a
`Document` for every record that it can read and a `Reject` for every one that it cannot (`records`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from transforms.clean import clean
from transforms.document import Document, Reject
from transforms.parse import text
from transforms.parse.decode import decode


class Parser(Protocol):
    """What a module in this folder offers."""

    NAME: str

    def accepts(self, content: str, source_uri: str) -> bool:
        """Whether the decoded content is of this format."""
        ...

    def records(self, content: str, source_uri: str, raw_sha256: str) -> Iterator[Document | Reject]:
        """The records of one file, in order, with the text as the file has it."""
        ...


# The first that accepts a file reads it: plain text takes what nothing else does.
PARSERS: tuple[Parser, ...] = (text,)


def parse(raw: bytes, source_uri: str) -> Iterator[Document | Reject]:
    """The documents (text cleaned) and rejects that one raw file holds: at least one, whatever the bytes are.

    Bad input never raises: it comes back as a `Reject` whose reason is one of ``empty``, ``binary``,
    ``undecodable``, ``unsupported_format`` or ``bad_front_matter``.

    >>> [document] = parse(b"---\\ntitle: Ferry returns\\n---\\nThe ferry is back.", "file:///ferry.txt")
    >>> document.title, document.text
    ('Ferry returns', 'The ferry is back.')
    """
    raw_sha256 = hashlib.sha256(raw).hexdigest()
    decoded = decode(raw)
    if decoded.text is None:
        yield Reject(source_uri, 0, raw_sha256, decoded.reason, decoded.detail)
        return
    for parser in PARSERS:
        if parser.accepts(decoded.text, source_uri):
            for record in parser.records(decoded.text, source_uri, raw_sha256):
                yield _cleaned(record) if isinstance(record, Document) else record
            return
    name = source_uri.rsplit("/", 1)[-1]
    yield Reject(
        source_uri,
        0,
        raw_sha256,
        "unsupported_format",
        f"No parser reads {name!r}. Formats read: {', '.join(p.NAME for p in PARSERS)}.",
    )


def _cleaned(document: Document) -> Document | Reject:
    text = clean(document.text)
    if not text:
        detail = "Nothing is left of the text but white space and control characters. Remove the file or fill it."
        return Reject(document.source_uri, document.record, document.raw_sha256, "empty", detail)
    return replace(
        document,
        text=text,
        title=_cleaned_line(document.title),
        author=_cleaned_line(document.author),
        publisher=_cleaned_line(document.publisher),
        url=_cleaned_line(document.url),
        language=_cleaned_line(document.language),
    )


def _cleaned_line(value: str | None) -> str | None:
    return None if value is None else " ".join(clean(value).split()) or None
