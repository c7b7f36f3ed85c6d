"""Quotation marks -> quotations: what stands inside quotation marks, whichever marks a paper uses.

Every mark is judged by what stands around it, a glyph only where that leaves a doubt: feeds turn marks round,
straighten them and lose them. A mark that is never closed ends with its paragraph, so it cannot swallow the
article; where the next paragraph opens again, the quotation is one that runs over paragraphs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from transforms.document import Document, Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch inside quotation marks, within one paragraph.

    `span` includes the marks, `inner` does not. `is_open` says that the closing mark is missing: the speaker
    goes on in the next paragraph, or somebody forgot it. `is_single` says that the marks are single ones.
    """

    span: Span
    inner: Span
    paragraph: int
    is_open: bool
    is_single: bool


class _Role(Enum):
    OPEN = 1
    CLOSE = 2
    EITHER = 3


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    role: _Role


_DOUBLE = re.compile("''|``|[\"“”„‟«»＂]")
_SINGLE = re.compile("(?<!')['‘’‚‛`](?!')")
_OPENING_GLYPHS = frozenset(("“", "„", "‟", "«", "``", "‘", "‚", "‛", "`"))
_CLOSING_GLYPHS = frozenset(("”", "»", "’"))
_INCHES = re.compile(r"\d(?:['’]\s?)?\d?\d?$")
# Words that begin with an apostrophe: 'em, '90s.
_MAX_SINGLES_WITHIN = 100  # apostrophes and marks looked at for the end of a quotation in single marks
_ELISION = re.compile(
    r"(?:\d\ds?|em|til|till|tis|twas|twere|cause|bout|n|round|neath|cos|cuz|fraid|nother|ere|im|er)\b", re.I
)
_BEFORE_OPENING = frozenset(" \n\t([{-–—―/“\"„‘'«:,;…")
_AFTER_CLOSING = frozenset(" \n\t.,;:!?)]}-–—―/”\"»…’'")


def quotations(document: Document) -> tuple[Quotation, ...]:
    """The outermost quotations of a segmented document, sorted and apart.

    Double marks (“ ”, " ", '' '', « », „ “) are quotations everywhere, single ones (‘ ’, ' ') where no double
    ones hold them.
    """
    text = document.text
    found: list[Quotation] = []
    goes_on = False
    for number, paragraph in enumerate(document.paragraphs):
        double = _pair(text, paragraph.span, number, _double_marks(text, paragraph.span), goes_on)
        following = document.paragraphs[number + 1 : number + 2]
        goes_on_single = bool(following) and text[following[0].span.start] == "‘"
        single = list(_singles(text, paragraph.span, number, goes_on_single))
        of_paragraph = _outermost(double, single)
        found.extend(of_paragraph)
        goes_on = bool(of_paragraph) and of_paragraph[-1].is_open and not of_paragraph[-1].is_single
    return tuple(found)


def is_nickname(text: str, quotation: Quotation) -> bool:
    """Whether a quotation is a nickname within a name: Tomas “Bear” Okafor."""
    before = re.search(r"([^\W\d_])[^\W_’'.-]*\.?\s$", text[max(0, quotation.span.start - 30) : quotation.span.start])
    after = text[quotation.span.end : quotation.span.end + 2]
    inner = quotation.inner.of(text)
    return (
        before is not None
        and before[1].isupper()
        and after[:1] == " "
        and after[1:].isupper()
        and len(inner.split()) <= 3
        and inner[-1:].isalpha()
        and inner[:1].isupper()
    )


def quoted_spans(document: Document) -> tuple[Span, ...]:
    """The characters inside quotation marks: the voice `quoted`."""
    return tuple(quotation.inner for quotation in quotations(document))


def _outermost(double: list[Quotation], single: list[Quotation]) -> list[Quotation]:
    """Single quotations that hold double ones win over them, and lose to those that hold them or cross them."""
    starts = [d.span.start for d in double]
    held: set[int] = set()  # positions of the double quotations that a single one holds
    alone = []
    for quotation in single:
        first = bisect_left(starts, quotation.span.start)
        if first and double[first - 1].span.end > quotation.span.start:
            continue  # within a double one, or across its end
        last = bisect_left(starts, quotation.span.end)
        if all(quotation.span.holds(d.span) for d in double[first:last]):
            held.update(range(first, last))
            alone.append(quotation)
    return sorted([*(d for i, d in enumerate(double) if i not in held), *alone], key=lambda quotation: quotation.span)


def _double_marks(text: str, paragraph: Span) -> list[_Mark]:
    marks: list[_Mark] = []
    for match in _DOUBLE.finditer(text, paragraph.start, paragraph.end):
        may_be_inches = match[0] == '"' and _INCHES.search(text, max(paragraph.start, match.start() - 5), match.start())
        if may_be_inches and (not marks or marks[-1].role is _Role.CLOSE):
            continue  # 6'2", with no quotation open that it could close
        marks.append(_Mark(match.start(), match.end(), _role(text, paragraph, match)))
    return marks


def _role(text: str, paragraph: Span, match: re.Match[str]) -> _Role:
    before = text[match.start() - 1] if match.start() > paragraph.start else "\n"
    after = text[match.end()] if match.end() < paragraph.end else "\n"
    may_open = before in _BEFORE_OPENING and not after.isspace()
    may_close = after in _AFTER_CLOSING and not before.isspace()
    if may_open != may_close:
        return _Role.OPEN if may_open else _Role.CLOSE
    if match[0] in _OPENING_GLYPHS:
        return _Role.OPEN
    if match[0] in _CLOSING_GLYPHS:
        # ” … and so it went: a closing glyph with space on both sides at the start can only open
        return _Role.OPEN if before == "\n" and after != "\n" else _Role.CLOSE
    if before == "\n":
        return _Role.OPEN
    return _Role.CLOSE if after == "\n" else _Role.EITHER


def _pair(text: str, paragraph: Span, number: int, marks: list[_Mark], goes_on: bool) -> list[Quotation]:
    """Quotations from the marks of a paragraph. `goes_on` says that the paragraph before left one open."""
    found: list[Quotation] = []
    opened: _Mark | None = None
    if goes_on and marks and marks[0].role is _Role.CLOSE:
        opened = _Mark(paragraph.start, paragraph.start, _Role.OPEN)
    for mark in marks:
        if opened is None:
            if mark.role is not _Role.CLOSE:
                opened = mark
        elif mark.role is _Role.OPEN:
            if text[opened.end : mark.start].strip():
                found.append(_unclosed(text, opened, mark.start, number))
            opened = mark
        else:
            if text[opened.end : mark.start].strip():
                found.append(_quotation(opened, mark, number))
            opened = None
    if opened is not None and text[opened.end : paragraph.end].strip():
        found.append(_unclosed(text, opened, paragraph.end, number))
    return found


def _quotation(opened: _Mark, closed: _Mark, number: int) -> Quotation:
    return Quotation(Span(opened.start, closed.end), Span(opened.end, closed.start), number, False, False)


# “We tried, he said. “It failed.”: the words of the reporter that end an unclosed quotation.
_REPORTER = re.compile(
    r"[,?!.]\s+(?=(?:(?:he|she|they|[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+){0,3})\s(?:said|says|added|asked|wrote|told)\b"
    r"|(?:said|says|added)\s(?:he|she|they|[A-Z])))"
)


def _unclosed(text: str, opened: _Mark, end: int, number: int) -> Quotation:
    """A quotation without its closing mark: up to the words of the reporter if there are any, else to `end`."""
    reporter = _REPORTER.search(text, opened.end, end)
    end = reporter.start() + 1 if reporter else end
    end = opened.end + len(text[opened.end : end].rstrip())
    return Quotation(Span(opened.start, end), Span(opened.end, end), number, True, False)


def _singles(text: str, paragraph: Span, number: int, goes_on: bool) -> Iterator[Quotation]:
    """Quotations in single marks: an opening mark before a word, closed by one that is no apostrophe. `goes_on`
    says that the next paragraph opens one, so that one of this paragraph may lack its closing mark."""
    at = paragraph.start
    marks = list(_SINGLE.finditer(text, paragraph.start, paragraph.end))
    for i, match in enumerate(marks):
        if match.start() < at or not _opens_single(text, paragraph, match):
            continue
        closing = _closing_single(text, paragraph, match, marks[i + 1 : i + 1 + _MAX_SINGLES_WITHIN], goes_on)
        if closing is not None:
            yield Quotation(Span(match.start(), closing.end()), Span(match.end(), closing.start()), number, False, True)
            at = closing.end()
        elif match[0] == "‘" and goes_on and text[match.end()].isupper():
            yield Quotation(Span(match.start(), paragraph.end), Span(match.end(), paragraph.end), number, True, True)
            return


def _opens_single(text: str, paragraph: Span, match: re.Match[str]) -> bool:
    before = text[match.start() - 1] if match.start() > paragraph.start else "\n"
    after = text[match.end() : match.end() + 1]
    if match[0] == "’" or before not in _BEFORE_OPENING or not after.strip():
        return False
    return not _ELISION.match(text, match.end())


def _closing_single(
    text: str, paragraph: Span, opened: re.Match[str], later: list[re.Match[str]], goes_on: bool
) -> re.Match[str] | None:
    """The mark that closes: after punctuation surely, after an s (players’ union) only if nothing surer follows and
    the quotation need not go on in the next paragraph."""
    doubtful = None
    for mark in later:
        before = text[mark.start() - 1]
        after = text[mark.end()] if mark.end() < paragraph.end else "\n"
        if mark[0] == "‘" and _opens_single(text, paragraph, mark):
            break  # the next quotation opens
        if before.isspace() or after.isalnum() or mark[0] == "‘" or not text[opened.end() : mark.start()].strip():
            continue
        if before in ".,!?…—–" or after in '.,;:!?)”"\n' or before not in "sS":
            return mark
        doubtful = doubtful or mark
    return None if goes_on and opened[0] == "‘" else doubtful
