"""Bytes -> text: byte-order mark, the declared encoding, UTF-8, the encoding in which western words look right,
and a guess last."""

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
# A field of the front matter, before the line that ends the block.
_DECLARED = re.compile(
    rb"\A\s*---[ \t]*\r?\n(?:(?!---|\.\.\.)[^\r\n]*\r?\n){0,40}?(?:encoding|charset):[ \t]*[\"']?([\w.:-]+)",
    re.IGNORECASE,
)
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
_JAPANESE_ESCAPES = (b"\x1b$B", b"\x1b$@")  # ISO-2022-JP, which is ASCII to a reader that does not look for them

# Encodings that read nearly any bytes, told apart by how the text looks; the more usual one first.
_WESTERN = ("cp1252", "mac_roman", "cp1250", "iso8859_2")
_MIN_SHARE_RIGHT = 0.75
_WORD = re.compile(r"[^\W\d_]+")
_SIGN = re.compile(r"[^\w\s\x00-\x7f]|[²³¹]")
_SIGNS_IN_WORDS = frozenset("’–—…·")
_SIGNS_BEFORE_WORDS = frozenset("“‘„‚«‹¿¡")
_SIGNS_AFTER_WORDS = frozenset("”»›…™®")
_SIGNS_APART = frozenset("€£¥§©°ªº²³¹½¼¾±×÷•†‡‰")


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
    if any(escape in raw for escape in _JAPANESE_ESCAPES):
        return _decoded_as(raw, "iso2022_jp", "its escape sequences say")
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
    if (mended := _mended_utf8(raw)) is not None:
        return Decoded(mended, "utf-8")
    if (western := _western(raw)) is not None:
        return western
    guess = from_bytes(raw).best()
    if guess is not None:
        return _unless_blank(str(guess), guess.encoding)
    return Decoded(
        None,
        reason="undecodable",
        detail=f"Not UTF-8 (byte 0x{raw[not_utf8.start]:02x} at {not_utf8.start:,}) and no other encoding fits. "
        "Convert the file to UTF-8 or declare 'encoding: …' in its front matter.",
    )


def _mended_utf8(raw: bytes) -> str | None:
    """UTF-8 with stray Windows-1252 bytes, or cut within its last character: right where most of it is UTF-8."""
    text = raw.decode("utf-8", "surrogateescape")
    stray = len(re.findall("[\udc80-\udcff]", text))
    if sum(char > "\x7f" for char in text) - stray < 2 * stray:
        return None
    return re.sub("[\udc80-\udcff]", lambda m: bytes([ord(m[0]) - 0xDC00]).decode("cp1252", "replace"), text)


def _western(raw: bytes) -> Decoded | None:
    """The text in the western encoding that makes the most of its words and signs look right, if enough do."""
    texts = {encoding: text for encoding in _WESTERN if (text := _strictly(raw, encoding)) is not None}
    shares = {encoding: _share_right(text) for encoding, text in texts.items()}
    best = max(shares, key=lambda encoding: shares[encoding], default=None)  # of equals the first
    if best is None or shares[best] < _MIN_SHARE_RIGHT:
        return None
    return Decoded(texts[best], best)


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _share_right(text: str) -> float:
    """The share of words and signs above ASCII that look as in western news; 0 where accents are so many that the
    language must be another one."""
    words = [word for match in _WORD.finditer(text) if not (word := match[0]).isascii()]
    accents = sum(char > "\x7f" for word in words for char in word)
    if accents > 5 + 0.12 * sum(map(str.isalpha, text)):
        return 0.0
    signs = [_sign_looks_right(text, match.start()) for match in _SIGN.finditer(text)]
    return (sum(map(_word_looks_right, words)) + sum(signs)) / max(1, len(words) + len(signs))


def _word_looks_right(word: str) -> bool:
    """Whether accents are among other letters (été, Ça), and no capital follows a small letter (ItÕs)."""
    plain = sum(char.isascii() for char in word)
    return (len(word) == 1 or len(word) <= 3 * plain) and (word.islower() or word.isupper() or word.istitle())


def _sign_looks_right(text: str, i: int) -> bool:
    sign, after_letter, before_letter = text[i], text[i - 1 : i].isalpha(), text[i + 1 : i + 2].isalpha()
    return (
        sign in _SIGNS_IN_WORDS
        or (sign in _SIGNS_BEFORE_WORDS and not after_letter)
        or (sign in _SIGNS_AFTER_WORDS and not before_letter)
        or (sign in _SIGNS_APART and not before_letter)
    )
