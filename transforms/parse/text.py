"""Plain text, with one optional front-matter block (``---`` YAML ``---``) that holds the metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import yaml

from transforms.document import Document, Reject

NAME = "plain text (.txt), with or without front matter"

_SUFFIXES = (".txt", ".text", ".md")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)(?:^|\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_TEXT_FIELDS = ("title", "author", "publisher", "url", "language")


@dataclass(frozen=True, slots=True)
class _Metadata:
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    published_at: datetime | None = None


def accepts(content: str, source_uri: str) -> bool:
    """Whether the file's name ends as plain text does, or has no suffix at all."""
    name = source_uri.rsplit("/", 1)[-1].lower()
    return name.endswith(_SUFFIXES) or "." not in name


def records(content: str, source_uri: str, raw_sha256: str) -> Iterator[Document | Reject]:
    """The one article of the file."""
    content = content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    block = _FRONT_MATTER.match(content)
    try:
        metadata = _metadata(block[1]) if block else _Metadata()
    except ValueError as error:
        yield Reject(source_uri, 0, raw_sha256, "bad_front_matter", f"{error} Correct the block between the --- lines.")
        return
    text = content[block.end() :] if block else content
    if not text.strip():
        yield Reject(
            source_uri, 0, raw_sha256, "empty", "The file holds front matter and no text. Remove it or fill it."
        )
        return
    yield Document(
        source_uri=source_uri,
        record=0,
        raw_sha256=raw_sha256,
        text=text,
        title=metadata.title,
        author=metadata.author,
        publisher=metadata.publisher,
        url=metadata.url,
        published_at=metadata.published_at,
        language=metadata.language,
    )


def _metadata(block: str) -> _Metadata:
    """The fields of a front-matter block. Raises ValueError that says what was wrong."""
    try:
        fields = yaml.load(block, _StringLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 2}: " if mark is not None else ""
        raise ValueError(f"The front matter is not YAML ({where}{getattr(error, 'problem', error)}).") from None
    except (RecursionError, ValueError) as error:
        raise ValueError(f"The front matter cannot be read ({type(error).__name__}).") from None
    if fields is None:
        return _Metadata()
    if not isinstance(fields, dict):
        raise ValueError(f"The front matter is a {type(fields).__name__}, not fields such as 'title: …'.")
    lower = {str(key).strip().lower(): value for key, value in fields.items()}
    texts = {name: _text_of(name, lower.get(name)) for name in _TEXT_FIELDS}
    return _Metadata(**texts, published_at=_published_at(lower.get("published_at")))


class _StringLoader(yaml.SafeLoader):
    """YAML in which every plain value is a string, so that ``title: 1984`` and ``no`` stay what was written."""


_StringLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _text_of(name: str, value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if not isinstance(value, str):
        raise ValueError(f"The front matter's {name!r} is a {type(value).__name__}, not a text.")
    return value.strip() or None


def _published_at(value: object) -> datetime | None:
    """A date, or a date and time in ISO 8601, as UTC; one without a zone is taken as UTC.

    >>> _published_at("2026-09-14T06:30:00+01:00")
    datetime.datetime(2026, 9, 14, 5, 30, tzinfo=datetime.timezone.utc)
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, datetime):  # written with an explicit YAML tag
        moment = value
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)
    else:
        try:
            moment = datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise ValueError(
                f"The front matter's published_at is {value!r}, not a date such as 2026-09-14 or 2026-09-14T06:30:00+01:00."
            ) from None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"The front matter's published_at is {value!r}: out of range in UTC.") from None
