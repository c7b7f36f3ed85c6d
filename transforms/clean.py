"""Repair a text once. Every offset afterwards counts in the cleaned text."""

from __future__ import annotations

import re

import ftfy

# Quotation marks stay as they are: they are what we measure. HTML entities belong to the HTML parser.
_REPAIRS = ftfy.TextFixerConfig(uncurl_quotes=False, unescape_html=False, normalization="NFC")

_MAX_PASSES = 4  # a repair can lay bare another one; two passes are the rule

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000 ]+")
_LINE_END_SPACES = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")


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
    text = ftfy.fix_text(text, _REPAIRS)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\x85", "\n").replace("\x0b", "\n")
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    text = _LINE_END_SPACES.sub("\n", _SPACES.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text).strip()
