"""Bytes -> text: byte-order mark, then the declared encoding, UTF-8, Windows-1252, and a guess last."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"\A---\r?\n(?:[^\r\n]*\r?\n){0,40}?(?:encoding|charset):[ \t]*[\"']?([\w.:-]+)")
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office file"),
)
# Control characters that no encoding of text uses: tab, line feed, form feed, carriage return and escape aside.
_CONTROL = bytes(sorted({*range(32)} - {9, 10, 12, 13, 27}))
_MAX_CONTROL_SHARE = 0.01
# Windows-1252 letters, signs and quotation marks that occur in news; the rest hints at another encoding.
_CP1252_SIGNS = frozenset("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\u00a0£¥§©«®°·»¼½¾¿¡´²³¹ºª±×÷")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text and the encoding it was read with; or None, and the reason for a reject."""

    text: str | None
    encoding: str | None = None
    reason: str = ""
    detail: str = ""


def decode(raw: bytes) -> Decoded:
    """The text of a raw file. Never raises.

    >>> decode("café".encode("cp1252"))
    Decoded(text='café', encoding='cp1252', reason='', detail='')
    >>> decode(b"").reason
    'empty'
    """
    if not raw.strip():
        return Decoded(None, reason="empty", detail=f"The file has {len(raw)} bytes and no text. Remove it or fill it.")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _decoded_as(raw, encoding, "its byte-order mark says")
    for magic, name in _MAGIC:
        if raw.startswith(magic):
            return Decoded(None, reason="binary", detail=f"The file is {name}, not text.")
    if (declared := _DECLARED.match(raw)) is not None:
        return _decoded_as(raw, declared[1].decode("ascii", "replace"), "its front matter declares")
    if looks_like_utf16 := _utf16_without_mark(raw):
        return _decoded_as(raw, looks_like_utf16, "its zero bytes suggest")
    if (n := len(raw) - len(raw.translate(None, _CONTROL))) > _MAX_CONTROL_SHARE * len(raw) or b"\x00" in raw:
        return Decoded(
            None, reason="binary", detail=f"{n:,} of {len(raw):,} bytes are control characters: this is not text."
        )
    return _detected(raw)


def _decoded_as(raw: bytes, encoding: str, why: str) -> Decoded:
    try:
        return _unless_blank(raw.decode(encoding), encoding)
    except LookupError:
        detail = f"The file is not readable as {encoding!r}, which {why}: no such encoding is known."
    except (UnicodeError, ValueError) as error:
        detail = f"The file is not readable as {encoding}, which {why}: {error}."
    return Decoded(None, reason="undecodable", detail=detail + " Correct the declaration or convert the file to UTF-8.")


def _unless_blank(text: str, encoding: str) -> Decoded:
    if not text.strip("\ufeff\u200b \t\r\n\f\x1b"):
        return Decoded(None, reason="empty", detail="The file holds white space and no text. Remove it or fill it.")
    return Decoded(text, encoding)


def _utf16_without_mark(raw: bytes) -> str | None:
    """The byte order of UTF-16 text without a mark: Latin letters then have a zero byte on one side."""
    pairs = len(raw) // 2
    if pairs < 4 or len(raw) % 2:
        return None
    zeros_even, zeros_odd = raw[0::2].count(0), raw[1::2].count(0)
    if zeros_odd > 0.4 * pairs and zeros_even < 0.05 * pairs:
        return "utf-16-le"
    if zeros_even > 0.4 * pairs and zeros_odd < 0.05 * pairs:
        return "utf-16-be"
    return None


def _detected(raw: bytes) -> Decoded:
    try:
        return _unless_blank(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        not_utf8 = error
    cp1252 = _as_cp1252(raw)
    if cp1252 is not None:
        return Decoded(cp1252, "cp1252")
    guess = from_bytes(raw).best()
    if guess is not None:
        return _unless_blank(str(guess), guess.encoding)
    return Decoded(
        None,
        reason="undecodable",
        detail=f"Not UTF-8 (byte 0x{raw[not_utf8.start]:02x} at {not_utf8.start:,}) and no other encoding fits. "
        "Convert the file to UTF-8 or declare 'encoding: …' in its front matter.",
    )


def _as_cp1252(raw: bytes) -> str | None:
    """The text, if Windows-1252 (which reads nearly any bytes) gives words such as western news has."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    high = [i for i, char in enumerate(text) if char > "\x7f"]
    odd = sum(1 for i in high if text[i] not in _CP1252_SIGNS and not _in_latin_word(text, i))
    letters = sum(1 for char in text if char.isalpha())
    high_letters = sum(1 for i in high if text[i].isalpha())
    return text if odd <= 0.05 * len(high) and high_letters <= 0.25 * letters else None


def _in_latin_word(text: str, i: int) -> bool:
    """Whether a letter above ASCII stands beside an ASCII letter of lower case, or begins a word."""
    if not text[i].isalpha():
        return False
    return ("a" <= text[i - 1 : i] <= "z") or ("a" <= text[i + 1 : i + 2] <= "z")
