"""Plain text, with one optional front-matter block (``---`` YAML ``---``) that holds the metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import yaml

from transforms.document import Document, Reject

NAME = "plain text (.txt), with or without front matter"

_SUFFIXES = (".txt", ".text", ".md")
# A block opens the file, and its first line is a field, a comment, or the end, or one of its lines is a field that we
# know: a text that merely begins with a rule of hyphens is a text. The block ends as a YAML document does.
_FIELD = r"[\"']?[A-Za-z_][\w-]*[\"']?[ \t]*:(?:\s|\Z)"
_KNOWN = r"(?:title|author|publisher|url|published_at|language|encoding)[ \t]*:"
_KNOWN_LATER = rf"(?:(?!---[ \t]*$)[^\n]*\n){{0,40}}?(?i:{_KNOWN})"
_FRONT_MATTER = re.compile(
    rf"\A\s*^---[ \t]*\n(?=[ \t\n]*(?:#|{_FIELD}|---[ \t]*$)|{_KNOWN_LATER})(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_UNCLOSED = re.compile(rf"\A\s*^---[ \t]*\n({_KNOWN})", re.M | re.I)
_NULL = "tag:yaml.org,2002:null"
_MAX_FRONT_MATTER = 20_000  # characters: YAML is slow to read, and more is no metadata
_TEXT_FIELDS = ("title", "author", "publisher", "url", "language")
_FIELDS = (*_TEXT_FIELDS, "published_at", "encoding")
_KNOWN_FIELDS = frozenset((*_FIELDS, "charset"))
# Dates as people write them, besides ISO 8601. Not among them: 09/10/2026, which is two dates.
_DATE_FORMATS = (
    "%Y-%m-%d",  # with one digit too
    "%Y/%m/%d",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%a, %d %b %Y %H:%M:%S %z",
    "%a, %d %b %Y %H:%M:%S GMT",
)


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
        if block is None and (unclosed := _UNCLOSED.match(content)):
            raise ValueError(f"The front matter, which begins with {unclosed[1]!r}, has no line --- that ends it.")
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
    fields = _fields(block)
    if fields and not fields.keys() & _KNOWN_FIELDS:
        raise ValueError(f"The front matter has none of the fields {', '.join(_FIELDS)}, only {', '.join(fields)}.")
    texts = {name: _text_of(name, fields.get(name)) for name in _TEXT_FIELDS}
    return _Metadata(**texts, published_at=_published_at(_text_of("published_at", fields.get("published_at"))))


def _fields(block: str) -> dict[str, yaml.Node]:
    """The top level of a YAML mapping: names in lower case -> what stands there. Nothing is constructed from it, so
    neither aliases that multiply nor tags that call do any harm."""
    if len(block) > _MAX_FRONT_MATTER:
        raise ValueError(f"The front matter has {len(block):,} characters, and at most {_MAX_FRONT_MATTER:,} are read.")
    try:
        top = yaml.compose(block.expandtabs(4), _StringLoader)
    except yaml.MarkedYAMLError as error:
        where = f"line {error.problem_mark.line + 2}: " if error.problem_mark is not None else ""
        hint = "; a value that holds ': ' needs quotation marks" if "mapping values" in str(error.problem) else ""
        raise ValueError(f"The front matter is not YAML ({where}{error.problem}{hint}).") from None
    except (RecursionError, ValueError, yaml.YAMLError) as error:
        raise ValueError(f"The front matter cannot be read ({type(error).__name__}).") from None
    if top is None:
        return {}
    if not isinstance(top, yaml.MappingNode):
        raise ValueError("The front matter holds no fields such as 'title: …'.")
    fields: dict[str, yaml.Node] = {}
    for key, value in top.value:
        name = str(key.value).strip().lower()
        if name in fields:
            raise ValueError(f"The front matter gives {name!r} twice (line {key.start_mark.line + 2}).")
        fields[name] = value
    return fields


class _StringLoader(yaml.SafeLoader):
    """YAML in which every plain value is a string, so that ``title: 1984`` and ``no`` stay what was written."""


_StringLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == _NULL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _text_of(name: str, node: yaml.Node | None) -> str | None:
    """The text of a field, or the texts of a list joined by commas; None where there is none."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [] if node is None else [node]
    if not all(isinstance(item, yaml.ScalarNode) for item in items):
        raise ValueError(f"The front matter's {name!r} holds more than a text or a list of texts.")
    return ", ".join(item.value.strip() for item in items if item.tag != _NULL and item.value.strip()) or None


def _published_at(value: str | None) -> datetime | None:
    """A date, or a date and time, as UTC; one without a zone is taken as UTC.

    >>> _published_at("2026-09-14T06:30:00+01:00")
    datetime.datetime(2026, 9, 14, 5, 30, tzinfo=datetime.timezone.utc)
    >>> _published_at("September 14, 2026")
    datetime.datetime(2026, 9, 14, 0, 0, tzinfo=datetime.timezone.utc)
    """
    if value is None:
        return None
    moment = _moment(value)
    if moment is None:
        raise ValueError(
            f"The front matter's published_at is {value[:60]!r}, "
            "not a date such as 2026-09-14 or 2026-09-14T06:30:00+01:00."
        )
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"The front matter's published_at is {value!r}: out of range in UTC.") from None


def _moment(value: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(value)
    for date_format in _DATE_FORMATS:
        with suppress(ValueError):
            return datetime.strptime(value, date_format)
    return None
