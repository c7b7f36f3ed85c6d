"""Text from files, made safe to print."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and newline (escape sequences begin with one), and the marks that reorder text.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """`text` with a replacement character for each character that could steer a terminal: offsets stay.

    >>> printable("a\\x1b[31mred")
    'a�[31mred'
    """
    return _UNSAFE.sub("\ufffd", text)


def printable_line(text: str) -> str:
    """`printable`, on one line.

    >>> printable_line("two\\nlines")
    'two lines'
    """
    return " ".join(printable(text).split())
