"""Raw bytes -> documents and rejects: encodings, front matter, dates, odd bytes."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from transforms.document import Document, Reject
from transforms.parse import PARSERS, parse
from transforms.parse.decode import decode

EXAMPLES = Path(__file__).parent / "examples"
RAW = Path(__file__).parent.parent / "data" / "raw"
REASONS = {"empty", "binary", "undecodable", "unsupported_format", "bad_front_matter"}


def _examples(name: str) -> Any:
    return yaml.safe_load((EXAMPLES / name).read_text(encoding="utf-8"))


def _record(raw: bytes, source_uri: str = "file:///a.txt") -> Document | Reject:
    [record] = parse(raw, source_uri)
    return record


# --- encodings

ENCODED = [
    pytest.param(case["text"], encoding, id=f"{encoding}: {case['text'][:20]}")
    for case in _examples("encodings.yaml")
    for encoding in case["encodings"]
]


@pytest.mark.parametrize(("text", "encoding"), ENCODED)
def test_encoding_is_found(text: str, encoding: str) -> None:
    """A text comes back from its bytes though nothing says which encoding they are in."""
    decoded = decode(text.encode(encoding)).text
    assert decoded is not None
    assert decoded.removeprefix("\ufeff") == text


@pytest.mark.parametrize(
    ("encoding", "letters"),
    [("utf-8", "é"), ("cp1252", "Ãé"), ("cp1250", "Ăé"), ("cp1251", "Гй"), ("koi8_r", "цИ"), ("big5", "市長")],
)
def test_declared_encoding_is_used(encoding: str, letters: str) -> None:
    """An encoding that the front matter declares is used, even where the bytes could be read otherwise."""
    assert letters in (
        decode(f"---\ntitle: x\nEncoding: '{encoding}'\n---\nBody {letters}".encode(encoding)).text or ""
    )


@pytest.mark.parametrize("line", ["encoding: no-such", "encoding: ascii", "charset: utf-8", "encoding: rot13"])
def test_wrong_declaration_is_rejected(line: str) -> None:
    """A declared encoding that does not exist or does not fit is a reject that names it."""
    record = _record(f"---\n{line}\n---\n".encode() + b"caf\xe9")
    assert isinstance(record, Reject)
    assert record.reason == "undecodable"
    assert line.split(": ")[1] in record.detail


def test_declaration_ends_with_the_front_matter() -> None:
    """A line of the text itself that looks like a declaration declares nothing."""
    record = _record("---\ntitle: x\n---\nencoding: cp1251\ncafé".encode())
    assert isinstance(record, Document)
    assert record.text.endswith("café")


def test_utf8_with_stray_bytes_is_read_as_utf8() -> None:
    """UTF-8 with a few Windows-1252 bytes pasted in keeps all its letters."""
    assert decode("“Café” – “Zoë” ".encode() + b"\x93No\x94").text == "“Café” – “Zoë” “No”"


def test_cut_utf8_is_read_as_utf8() -> None:
    """UTF-8 that ends within a character keeps all the characters before."""
    text = decode("“Café” – “Zoë”".encode()[:-1]).text
    assert text is not None
    assert text.startswith("“Café” – “Zoë")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"\xff\xfe", "empty"),
        ("\u200b\n".encode(), "empty"),
        (b"%PDF-1.7 text", "binary"),
        (b"PK\x03\x04rest", "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"text with \x00 in it", "binary"),
        (bytes(range(32)) * 20, "binary"),
        (b"\xff\xfea", "undecodable"),
        (b"\xef\xbb\xbfcaf\xe9 and more", "undecodable"),
    ],
)
def test_what_is_no_text_is_rejected(raw: bytes, reason: str) -> None:
    """Empty, binary and broken files are rejects with their reason, and a sentence that explains it."""
    record = _record(raw)
    assert isinstance(record, Reject)
    assert record.reason == reason
    assert record.detail.endswith(".")
    assert record.raw_sha256 == hashlib.sha256(raw).hexdigest()


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"---\npublished_at: !!timestamp x\n---\nBody")
@example(b'---\ntitle: "\\ud800"\n---\nBody')
@example(b"---\n? [a]\n: b\n---\nBody")
@example(b"\xff\xfe\x00\xd8")
def test_any_bytes_give_records(raw: bytes) -> None:
    """Whatever the bytes are, parse raises nothing: every record is a document with a text or a reject."""
    for record in parse(raw, "file:///a.txt"):
        if isinstance(record, Document):
            assert record.text
            record.text.encode("utf-8")
        else:
            assert record.reason in REASONS
            assert record.detail


# --- front matter

FILES = _examples("front_matter.yaml")


@pytest.mark.parametrize("case", FILES, ids=[case["name"] for case in FILES])
def test_front_matter(case: dict[str, str | None]) -> None:
    """A file with front matter gives the fields and the text, or the reject, of its example."""
    record = _record((case["file"] or "").encode())
    expected = {field: value for field, value in case.items() if field not in ("name", "file", "reject")}
    assert getattr(record, "reason", None) == case.get("reject")
    assert {field: getattr(record, field) for field in expected} == expected


@pytest.mark.parametrize(("written", "moment"), _examples("dates.yaml").items())
def test_published_at_is_in_utc(written: str, moment: str) -> None:
    """A date as people write it is the right moment in UTC; one without a zone is taken as UTC."""
    record = _record(f"---\npublished_at: {written}\n---\nBody.".encode())
    assert isinstance(record, Document), record.detail
    assert record.published_at is not None
    assert record.published_at.isoformat() == moment


def _aliases_that_multiply() -> str:
    lists = [f"{name}: &{name} [{','.join(['*' + before] * 9)}]" for before, name in pairwise("abcdefghi")]
    return "\n".join(["a: &a [x,x,x,x,x,x,x,x,x]", *lists, "author: *i"])


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(_aliases_that_multiply(), id="aliases that multiply"),
        pytest.param("a: " + "[" * 5_000, id="deep list"),
        pytest.param("".join(" " * i + "a:\n" for i in range(190)), id="deep mapping"),
        pytest.param("a: b\n" * 10_000, id="long"),
        pytest.param("a: &a [*a]\nauthor: *a", id="alias of itself"),
        pytest.param("title: " + "9" * 10_000, id="long number"),
    ],
)
def test_hostile_front_matter_ends_at_once(block: str) -> None:
    """Front matter made to exhaust a YAML reader gives one record like any other."""
    record = _record(f"---\n{block}\n---\nBody.".encode())
    assert isinstance(record, Document) or record.reason == "bad_front_matter"


def test_reject_says_where_the_front_matter_is_wrong() -> None:
    """The detail of a bad block names the line of the file."""
    record = _record(b"---\nauthor: A\ntitle: Fares up: last bus out\n---\nBody.")
    assert isinstance(record, Reject)
    assert "line 3" in record.detail
    assert "quotation marks" in record.detail


# --- files


@pytest.mark.parametrize(
    ("name", "is_read"), [("a.txt", True), ("A.TXT", True), ("a.md", True), ("article", True), ("a.csv", False)]
)
def test_formats_are_told_by_name(name: str, is_read: bool) -> None:
    """Plain text is read, a format without a parser is a reject that lists those there are."""
    record = _record(b"Rain fell.", f"file:///folder.d/{name}")
    assert isinstance(record, Document) == is_read
    if isinstance(record, Reject):
        assert record.reason == "unsupported_format"
        assert all(parser.NAME in record.detail for parser in PARSERS)


@pytest.mark.parametrize("path", sorted(RAW.glob("*.txt")), ids=lambda path: path.stem)
def test_sample_articles_are_read_whole(path: Path) -> None:
    """Every sample article is a document without a sign of a wrong decoding."""
    record = _record(path.read_bytes(), path.as_uri())
    assert isinstance(record, Document)
    assert len(record.text) > 1_500
    assert not set("\ufffdÃÓÒÕŽ\ufeff\r") & set(record.text + (record.title or ""))
