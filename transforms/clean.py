"""Repair a text once. Every offset afterwards counts in the cleaned text."""

from __future__ import annotations

import re

import ftfy

# Quotation marks stay as they are, full-width ones too: they are what we measure. HTML entities belong to the
# HTML parser.
_REPAIRS = ftfy.TextFixerConfig(
    uncurl_quotes=False, fix_character_width=False, unescape_html=False, normalization="NFC"
)

_MAX_PASSES = 4  # a repair can lay bare another one; two passes are the rule

_BREAKS = {"\r\n": "\n", "\r": "\n", "\v": "\n", "\u2028": "\n", "\f": "\n\n", "\u2029": "\n\n"}
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SEPARATORS = re.compile("[\x1c-\x1f]")  # ftfy would join the words that these part
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000 ]+")
_LINE_END_SPACES = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n[ \t\n]*\n")
# Letters that English news does not get by a wrong decoding: phonetic ones, those of eastern Asia, unassigned ones.
_NOT_MOJIBAKE = re.compile(
    "[\u0180-\u0217\u021c-\u02af\u0460-\u058f\u0700-\u1dff\u2e80-\ua7ff\uac00-\ud7ff\U00020000-\U0010ffff]"
)


def clean(text: str) -> str:
    """The text with mojibake repaired (ftfy), lines ended by LF, runs of spaces made one, at most one blank
    line between paragraphs, no invisible or control characters, and nothing around it. Idempotent.

    >>> clean("The cafÃ©\\u00a0 reopened.\\r\\n\\r\\n\\r\\n“Good,” she\\u200b said. ")
    'The café reopened.\\n\\n“Good,” she said.'
    """
    for _ in range(_MAX_PASSES):
        cleaned = _repaired(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def _repaired(text: str) -> str:
    text = _SEPARATORS.sub(" ", text)
    for char, lines in _BREAKS.items():
        text = text.replace(char, lines)
    text = _unbroken(_BLANK_LINES.sub("\n\n", text))
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    text = _LINE_END_SPACES.sub("\n", _SPACES.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text).strip()


def _unbroken(text: str) -> str:
    """The text with its mojibake repaired, unless what ftfy took for mojibake were letters and quotation marks that
    lost the space between them: Olé”“No is no Ol锓No."""
    repaired = ftfy.fix_text(text, _REPAIRS)
    if any(_NOT_MOJIBAKE.match(char) for char in set(repaired) - set(text)):
        return ftfy.fix_text(text, _REPAIRS._replace(fix_encoding=False))
    return repaired
