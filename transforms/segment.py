"""Paragraphs, sentences and tokens, with offsets.

Sentence boundaries follow the convention of the Penn Treebank and CoreNLP: a sentence ends at ``.``, ``!``,
``?`` or ``…`` with the closing quotation marks and brackets after it, unless an abbreviation, an initial, a
number or a following word in lower case says that it goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from transforms.document import Document, Paragraph, Span, Token

# Never the end of a sentence: a name or a number follows.
_TITLES = frozenset(
    "mr mrs ms mx dr prof sen sens rep reps gov govs gen lt col sgt capt cmdr adm maj cpl pvt brig det insp supt "
    "hon rev fr st ste mt ft messrs mme mmes mlle pres atty asst dept rt vs v viz cf al fig figs vol pp p approx "
    "e.g i.e ca est".split()
)
# The end of a sentence only when a word follows that rarely stands within one (`_STARTERS`).
_ABBREVIATIONS = frozenset(
    "inc corp co cos ltd llc plc bros jr sr esq etc ave blvd rd sq bldg univ assn intl natl govt "
    "jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa "
    "penn tenn tex va vt wash wis wyo ont que alta ph.d m.d b.a m.a a.m p.m u.s u.k u.n e.u d.c n.y n.j n.c s.c "
    "n.h n.m n.d s.d r.i l.a".split()
)
# An abbreviation only before a number.
_BEFORE_NUMBER = frozenset("no nos art sec ch par".split())

_STARTERS = frozenset(
    "the a an this that these those he she it they we i you his her its their our my your there here who what when "
    "where why how which if in on at by for from with without within as after before since until while during "
    "although though because but and or nor so yet still then now also however meanwhile instead moreover "
    "nevertheless according another both each either every few many most much neither nobody none no not nothing one "
    "other others several some such two three four five six seven eight nine ten under over about despite like unlike "
    "even just only perhaps asked once later last next earlier today yesterday tomorrow did does do is are was were "
    "has have had will would can could should may might must let whether".split()
)

_WORD = (
    r"(?:https?://|www\.)[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]}'’]"  # an address
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"  # an e-mail address; the bounds (RFC 5321) keep the search linear
    r"|(?:[^\W\d_]\.){2,}"  # U.S., a.m.
    r"|[^\W\d_]\.(?=\s*[^\W\d_]\.)"  # J. R.
    r"|\d+(?:[.,:/]\d+)*(?:[^\W\d_]+)?"  # 3.5, 1,000, 9:30, 1990s
    r"|[^\W_]+(?:[’'&.‐‑-](?=[^\W_])(?:(?<!\.)|(?=[a-z]{2,3}\b))[^\W_]+)*"  # don't, twenty-one, AT&T, example.com
)
_TOKEN = re.compile(rf"(?P<word>{_WORD})|\.{{2,}}|-{{2,}}|''|``|[^\w\s]|_")

_TERMINATOR = re.compile(r"(?<![.!?…])([.!?…]+)((?:''|[\"”’'»)\]])*)(\s+)(?=\S)")
# “… end.“Next and end.Next: feeds that lost the space between two sentences.
_RUN_TOGETHER = re.compile(r"(?<=[a-z]{2})[.!?]+(?:[\"”’'»)\]]*(?=[“‘«])|\"(?=\"\w)|[\"”’'»)\]]*(?=[A-Z][a-z’']+\s))")
_LAST_WORD = re.compile(r"(?:(?<=\s)|(?<=[\"“”‘’'(\[«—–―-])|^)((?:[^\W\d_]\.)*[^\W_]+)$")
_OPENERS = "\"“‘'«([„`"
_FIRST_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SAID_AFTER = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|added|adds|wrote|writes|told|tells|shouted|cried|replied|responded"
    r"|demanded|tweeted|continued|concluded|explained|declared|insisted|argued|recalled|joked|quipped|noted|warned|yelled"
    r"|screamed|exclaimed|answered|countered)\b"
)


def segment(document: Document) -> Document:
    """The document with its paragraphs, their sentences and their tokens.

    >>> paragraph, = segment(Document("file:///a", 0, "", "Mr. Vale left. “It’s 3.5 km.” He ran.")).paragraphs
    >>> [s.of("Mr. Vale left. “It’s 3.5 km.” He ran.") for s in paragraph.sentences]
    ['Mr. Vale left.', '“It’s 3.5 km.”', 'He ran.']
    """
    text = document.text
    paragraphs = (Paragraph(span, _sentences(text, span), _tokens(text, span)) for span in paragraph_spans(text))
    return replace(document, paragraphs=tuple(paragraphs))


def paragraph_spans(text: str) -> list[Span]:
    """The paragraphs: separated by blank lines, and by single line ends too unless those only wrap long lines."""
    separator = r"\n{2,}" if _is_wrapped(text) else r"\n+"
    spans, start = [], 0
    for match in [*re.finditer(separator, text), None]:
        end = match.start() if match else len(text)
        if text[start:end].strip():
            spans.append(Span(start, end))
        start = match.end() if match else len(text)
    return spans


def _is_wrapped(text: str) -> bool:
    """Whether single line ends wrap lines: most of those lines then do not end as a sentence does."""
    ends = re.findall(r"(\S)\n(?=[^\n])", text)
    return sum(end in ".!?…:\"”’'»)]" for end in ends) < 0.5 * len(ends)


def _sentences(text: str, paragraph: Span) -> tuple[Span, ...]:
    spans, start = [], paragraph.start
    for end, following in sorted(_boundaries(text, paragraph)):
        spans.append(Span(start, end))
        start = following
    spans.append(Span(start, paragraph.end))
    return tuple(spans)


def _boundaries(text: str, paragraph: Span) -> Iterator[tuple[int, int]]:
    """Where a sentence ends and where the next begins."""
    for match in _TERMINATOR.finditer(text, paragraph.start, paragraph.end):
        if _ends_sentence(text, paragraph.start, match):
            yield match.end(2), match.end(3)
    for match in _RUN_TOGETHER.finditer(text, paragraph.start, paragraph.end):
        yield match.end(), match.end()


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    marks, closers = match[1], match[2]
    following = text[match.end() : match.end() + 80].lstrip(_OPENERS)
    if following[:1].islower():
        return False
    if marks != ".":
        return not (closers and _SAID_AFTER.match(following))
    before = _LAST_WORD.search(text, max(start, match.start() - 30), match.start())
    if before is None or closers[:1] in tuple(")]"):
        return True
    word = before[1]
    lower = word.lower()
    first = _FIRST_WORD.match(following)
    starter = first is not None and first[0].lower() in _STARTERS
    if lower in _TITLES:
        return bool(closers)
    if lower in _BEFORE_NUMBER:
        return not following[:1].isdigit()
    if lower in _ABBREVIATIONS and (lower != word or "." in word):
        return bool(closers) or starter or (first is None and not following[:1].isdigit())
    if "." in word:  # an acronym that is in no list
        return bool(closers) or starter
    if len(word) == 1 and word.isupper():
        return bool(closers) or _is_letter_not_initial(text, start, before.start(1), word, starter)
    return True


def _is_letter_not_initial(text: str, start: int, at: int, letter: str, starter: bool) -> bool:
    """Whether a capital before a full stop ends a sentence (“Plan B. The …”), and is no initial (“J. Tolland”)."""
    previous = text[max(start, at - 20) : at].split()
    if not previous:
        return False
    if letter == "I":
        return previous[-1][:1].islower()
    return starter and not previous[-1].endswith(".")


def _tokens(text: str, paragraph: Span) -> tuple[Token, ...]:
    return tuple(
        Token(m.start(), m.end(), m[0], m.lastgroup == "word")
        for m in _TOKEN.finditer(text, paragraph.start, paragraph.end)
    )
