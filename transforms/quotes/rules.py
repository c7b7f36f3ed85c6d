"""Marks and cues -> attributions: which quotation belongs to which reporting words and which source.

A paragraph is read in blocks: sentences, joined where a quotation runs over their boundary. Within a block a
quotation takes the cue after it (“…,” she said) or before it (She said: “…”), whichever the punctuation asks for.
A block that is nothing but a quotation belongs to what was attributed before it in the paragraph, or goes on the
quotation of the paragraph before.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from transforms.document import Document, Paragraph, Span, Token
from transforms.quotes.cues import NAME_GIVING, NAMING, QUOTATION_ONLY, Cue, find_cues
from transforms.quotes.marks import Quotation, is_nickname
from transforms.quotes.sources import lower_words, main_subject, source_of
from transforms.quotes.word_lists import word_list


@dataclass(frozen=True, slots=True)
class RuleAttribution:
    """What is said (`content`, one span or more), with the cue and the source beside it, and the rule that found it.

    `goes_on` is the attribution whose quotation goes on in this one, which has no reporting words of its own.
    """

    content: tuple[Span, ...]
    cue: Cue | None
    source: Span | None
    paragraph: int
    rule: str
    is_continuation: bool = False
    goes_on: RuleAttribution | None = None


def attributed_by_rules(document: Document, quotations: Sequence[Quotation]) -> list[RuleAttribution]:
    """The direct and mixed attributions of a document, in the order of their content."""
    found: list[RuleAttribution] = []
    before = _Before()
    of_number: dict[int, list[Quotation]] = defaultdict(list)
    for quotation in quotations:
        if not is_nickname(document.text, quotation):
            of_number[quotation.paragraph].append(quotation)
    for number, paragraph in enumerate(document.paragraphs):
        view = _View(document.text, paragraph, number, of_number[number])
        of_paragraph = _of_paragraph(view, before)
        if found and of_paragraph and before.waits_for_speaker:
            found[-1] = _named_later(found[-1], of_paragraph[0], paragraph)
        found.extend(of_paragraph)
        before = _before_next(view, of_paragraph, before)
    return _apart(document.text, sorted(found, key=lambda attribution: attribution.content))


def _named_later(waiting: RuleAttribution, following: RuleAttribution, paragraph: Paragraph) -> RuleAttribution:
    """“We have waited. / “Now we go,” said Ana Diaz: an open quotation belongs to that of the next paragraph, if that
    opens again at once and names a speaker."""
    opens_at_once = following.content[0].start == paragraph.span.start and following.rule.startswith("after")
    if not opens_at_once or following.source is None:
        return waiting
    return replace(waiting, rule="goes on in the next paragraph", is_continuation=False, goes_on=following)


def _apart(text: str, found: Sequence[RuleAttribution]) -> list[RuleAttribution]:
    """The attributions with no character of content in two pieces, or in the cue or the source beside it."""
    apart = []
    end = 0
    for attribution in found:
        beside = [attribution.cue.span] if attribution.cue else []
        beside += [attribution.source] if attribution.source else []
        pieces: list[Span] = []
        for piece in sorted(attribution.content):
            for part in _without(Span(max(piece.start, end), piece.end), sorted(beside)):
                part = part if part == piece else _trimmed(text, part)
                if any(char.isalnum() for char in part.of(text)):
                    pieces.append(part)
                    end = part.end
        if pieces:
            apart.append(replace(attribution, content=tuple(pieces)))
    return apart


def _without(span: Span, holes: Sequence[Span]) -> list[Span]:
    """What is left of a span when the holes, which are sorted, are cut out."""
    left = []
    start = span.start
    for hole in holes:
        if hole.start < span.end and hole.end > start:
            left.append(Span(start, hole.start))
            start = hole.end
    return [part for part in [*left, Span(start, span.end)] if part.start < part.end]


@dataclass(frozen=True, slots=True)
class _Before:
    """What the next paragraph may go on: an open quotation, a cue with a colon, or just the last who spoke."""

    last: RuleAttribution | None = None
    is_open: bool = False
    lead_cue: Cue | None = None
    lead_source: Span | None = None
    ended_in_quotation: bool = False
    subject: Span | None = None
    waits_for_speaker: bool = False


@dataclass
class _View:
    """A paragraph as the rules look at it."""

    text: str
    paragraph: Paragraph
    number: int
    quotations: list[Quotation]
    tokens: tuple[Token, ...] = ()
    words: list[str] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    cue_starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tokens = self.paragraph.tokens
        self.words = lower_words(self.tokens)
        self.starts = [token.start for token in self.tokens]
        spans = [quotation.span for quotation in self.quotations]
        quoted = [False] * len(self.tokens)
        for span in spans:
            for i in range(self.index(span.start), self.index(span.end)):
                quoted[i] = True
        self.cues = find_cues(self.tokens, quoted)
        self.cue_starts = [cue.span.start for cue in self.cues]

    def index(self, offset: int) -> int:
        """The first token that starts at or after the offset."""
        return bisect_left(self.starts, offset)

    def blocks(self) -> list[tuple[Span, list[Quotation]]]:
        """Sentences, joined where a quotation runs over their boundary, with their quotations."""
        starts = [quotation.span.start for quotation in self.quotations]
        bounds = [self.paragraph.span.start]
        for sentence in self.paragraph.sentences[:-1]:
            before = bisect_left(starts, sentence.end)
            if before == 0 or self.quotations[before - 1].span.end <= sentence.end:
                bounds.append(sentence.end)
        blocks = [Span(start, end) for start, end in pairwise([*bounds, self.paragraph.span.end])]
        return [
            (block, self.quotations[bisect_left(starts, block.start) : bisect_left(starts, block.end)])
            for block in blocks
        ]

    def cues_in(self, start: int, end: int) -> list[Cue]:
        first = bisect_left(self.cue_starts, start)
        found = self.cues[first : bisect_left(self.cue_starts, end, lo=first)]
        return found[:-1] if found and found[-1].span.end > end else found

    def has_words(self, start: int, end: int) -> bool:
        return any(token.is_word for token in self.tokens[self.index(start) : self.index(end)])


def _of_paragraph(view: _View, before: _Before) -> list[RuleAttribution]:
    found: list[RuleAttribution] = []
    waiting: list[Span] = []  # quotations at the paragraph's start, in sentences of their own
    further: dict[int, list[Span]] = defaultdict(list)  # by position in `found`: quotations that belong to it too
    subject: Span | None = None
    for block, inside in view.blocks():
        if not inside:
            signed = _signed(view, block) if waiting and not found else None
            if signed is not None:
                found.append(RuleAttribution(tuple(waiting), None, signed, view.number, "signature"))
                waiting = []
                continue
            subject = _narrated_subject(view, block) or subject
            continue
        narrated = _outside(block, [q.span for q in inside])
        if not any(view.has_words(span.start, span.end) for span in narrated):
            spans = [q.span for q in inside]
            if found:
                further[len(found) - 1].extend(spans)
            else:
                waiting.extend(spans)
            continue
        here = _of_block(view, block, inside)
        if here and waiting and here[0].rule.startswith("after"):
            here[0] = replace(here[0], content=(*waiting, *here[0].content))
            waiting = []
        if waiting and not found:
            found.extend(_of_waiting(view, waiting, subject, before))
            waiting = []
        found.extend(here)
    if waiting:
        return _of_waiting(view, waiting, subject, before)
    return [replace(a, content=(*a.content, *further[i])) if i in further else a for i, a in enumerate(found)]


def _outside(block: Span, spans: Sequence[Span]) -> list[Span]:
    """The narration of a block: what is left between its quotations."""
    bounds = [block.start, *(bound for span in spans for bound in span), block.end]
    return [Span(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True) if start < end]


def _narrated_subject(view: _View, block: Span) -> Span | None:
    """Who a sentence without a quotation is about: whose words it reports, else its subject."""
    reported = _reported_speaker(view, block)
    return reported or main_subject(view.words, view.tokens, view.index(block.start), view.index(block.end))


def _reported_speaker(view: _View, block: Span) -> Span | None:
    """The source of the last cue of a sentence without a quotation."""
    low, high = view.index(block.start), view.index(block.end)
    for cue in reversed(view.cues_in(block.start, block.end)):
        source = source_of(cue, view.words, view.tokens, low, high, follows_quote=False)
        if source is not None:
            return source
    return None


def _of_waiting(view: _View, spans: list[Span], subject: Span | None, before: _Before) -> list[RuleAttribution]:
    """A quotation without a cue in its sentence, at the start of a paragraph or after plain narration."""
    content = tuple(spans)
    if not _is_sentence(view.text, spans):
        return []
    if subject is not None and subject.end <= spans[0].start:
        return [RuleAttribution(content, None, subject, view.number, "narrated subject")]
    if subject is None or spans[0].start == view.paragraph.span.start:
        if before.lead_source is not None or before.lead_cue is not None:
            return [
                RuleAttribution(
                    content, before.lead_cue, before.lead_source, view.number, "lead of the paragraph before"
                )
            ]
        if before.last is not None and before.is_open:
            return [_continuation(before.last, content, view.number, "open quotation goes on")]
        if before.last is not None and before.ended_in_quotation:
            return [_continuation(before.last, content, view.number, "same speaker goes on")]
        if before.subject is not None:
            return [RuleAttribution(content, None, before.subject, view.number, "subject of the paragraph before")]
        if before.last is not None:
            return [_continuation(before.last, content, view.number, "last speaker")]
    return [RuleAttribution(content, None, None, view.number, "nobody named")]


def _continuation(last: RuleAttribution, content: tuple[Span, ...], number: int, rule: str) -> RuleAttribution:
    return RuleAttribution(
        content, None, None, number, rule, last.source is not None or last.is_continuation, last.goes_on or last
    )


def _is_sentence(text: str, spans: Sequence[Span]) -> bool:
    """Whether quotations read as speech rather than as a name or a term: they end as a sentence does."""
    inner = [span.of(text).strip("\"“”„‟«»'‘’` ") for span in spans]
    return any(len(words.split()) >= 5 or words.endswith((".", "!", "?", "…")) for words in inner)


def _before_next(view: _View, found: Sequence[RuleAttribution], before: _Before) -> _Before:
    """What this paragraph leaves for the next."""
    text, span = view.text, view.paragraph.span
    blocks = view.blocks()
    last_block, inside = blocks[-1]
    ended_in_quotation = bool(inside) and not view.has_words(inside[-1].span.end, span.end)
    last = found[-1] if found else before.last
    spoke = bool(found)
    lead_cue, lead_source, subject = None, None, None
    if not inside:
        if text.endswith((":", ","), span.start, span.end):
            cues = view.cues_in(last_block.start, last_block.end)
            lead_cue = cues[-1] if cues else None
            lead_source = _narrated_subject(view, last_block)
        else:
            subject = _reported_speaker(view, last_block)
    is_open = bool(inside) and inside[-1].is_open and spoke
    waits = is_open and len(found) == 1 and found[0].cue is None and found[0].rule not in _KNOWN_SPEAKER
    return _Before(last, is_open, lead_cue, lead_source, ended_in_quotation and spoke, subject, waits)


# Rules that find the speaker of a quotation without a cue in its own paragraph or by an open mark.
_KNOWN_SPEAKER = frozenset(
    ("open quotation goes on", "narrated subject", "signature", "colon", "lead of the paragraph before")
)


# --- one block -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Link:
    """A quotation and the cue it takes. `is_after` says that the cue follows, `is_whole` that no reported words
    stand between."""

    quotation: Quotation
    cue: Cue
    is_after: bool
    is_whole: bool


_SPEECH_END = re.compile(r"[,.?!…—–-]$")
_LEAD = re.compile(r"^\s*[,:]?\s*(?:that\s+|,\s*)?$")
_NO_SPEAKER_FIRST = re.compile(
    r"^[,\s]*(?:and|but|which|who|whom|while|although|though|because|when|where|after|before|if|so|or|nor|than|that|is|are|was|were|has|had|to|of|in|on|at|for|with|from|by)\b",
    re.I,
)
_SIGNATURE = re.compile(r"^\s*[―—–-]{1,2}\s*(?=[A-Z@])")
_MAX_GAP_WORDS = 40
_MAX_IN_BLOCK = 40
_MAX_SPEAKER_WORDS = 32


def _of_block(view: _View, block: Span, inside: Sequence[Quotation]) -> list[RuleAttribution]:
    if len(inside) > _MAX_IN_BLOCK:  # no sentence that anybody wrote: in slices, so that the time stays bounded
        bounds = [block.start, *(q.span.start for q in inside[_MAX_IN_BLOCK::_MAX_IN_BLOCK]), block.end]
        slices = [inside[i : i + _MAX_IN_BLOCK] for i in range(0, len(inside), _MAX_IN_BLOCK)]
        spans = [Span(start, end) for start, end in pairwise(bounds)]
        return [found for span, part in zip(spans, slices, strict=True) for found in _of_block(view, span, part)]
    links: list[_Link] = []
    unlinked: list[Quotation] = []
    for i, quotation in enumerate(inside):
        low = inside[i - 1].span.end if i else block.start
        high = inside[i + 1].span.start if i + 1 < len(inside) else block.end
        link = _link(view, block, quotation, low, high, links)
        if link is not None:
            links.append(link)
        else:
            unlinked.append(quotation)
    found = _attributions_of_links(view, block, inside, links)
    for quotation in unlinked:
        found.extend(_without_cue(view, block, quotation))
    return sorted(found, key=lambda attribution: attribution.content)


def _link(view: _View, block: Span, quotation: Quotation, low: int, high: int, links: Sequence[_Link]) -> _Link | None:
    after = _cue_after(view, block, quotation, high)
    before = _cue_before(view, block, quotation, low, links)
    if before is not None and before.is_whole and not _asks_for_cue_after(view.text, quotation):
        return before
    if after is not None:
        return after
    return before


def _asks_for_cue_after(text: str, quotation: Quotation) -> bool:
    """A comma at the end of a quotation: the speaker follows."""
    return _ending(text, quotation).endswith(",") or text[quotation.span.end : quotation.span.end + 1] == ","


def _ending(text: str, quotation: Quotation) -> str:
    """What is said, without the closing marks of a quotation within it."""
    return quotation.inner.of(text).rstrip(" '\"’”»")


def _looks_like_title(inner: str) -> bool:
    """Whether words within a sentence are a title: “The Salt Road,” and not “Nobody came,”."""
    words = [word for word in re.findall(r"[^\W_]+", inner) if len(word) > 3]
    return bool(words) and inner[-1:] not in ".!?" and all(word[0].isupper() for word in words)


def _cue_after(view: _View, block: Span, quotation: Quotation, high: int) -> _Link | None:
    """“…,” she said; “…,” said Mira Voss; “…,” Mira Voss, the union's treasurer, said."""
    text, start = view.text, quotation.span.end
    inner = _ending(text, quotation)
    asks = _asks_for_cue_after(text, quotation) or bool(_SPEECH_END.search(inner))
    asks = asks and not (quotation.span.start > block.start and _looks_like_title(inner))
    cues = [cue for cue in view.cues_in(start, high) if cue.form != "gerund"]
    if not cues:
        return None
    cue = cues[0]
    gap = text[start : cue.span.start]
    if (
        re.search(r"[;:]|(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})\.\s", gap)
        or len(gap.split()) > _MAX_SPEAKER_WORDS
    ):
        return None
    if _NO_SPEAKER_FIRST.match(gap) and cue.form != "phrase":
        return None
    if not asks and cue.form != "phrase" and len(gap.split()) > 6:
        return None
    if cue.lemma in QUOTATION_ONLY and not asks:
        return None
    if not asks and _continues_clause(view, cue, high):
        return None
    return _Link(quotation, cue, is_after=True, is_whole=True)


def _continues_clause(view: _View, cue: Cue, high: int) -> bool:
    """Whether a cue after a quotation goes on to report something else: “war” Jones said the deal was …"""
    following = view.text[cue.span.end : high].strip()
    return (
        bool(following)
        and following[0] not in ",.;:—–!?)"
        and not re.match(
            r"(?:on|in|at|during|after|before|to|of|via|through|when|as|last|this|yesterday|[A-Z])", following
        )
    )


def _cue_before(view: _View, block: Span, quotation: Quotation, low: int, links: Sequence[_Link]) -> _Link | None:
    """She said: “…”; told reporters that the plan was “…”; called it “…”."""
    text, start = view.text, quotation.span.start
    taken = {link.cue for link in links if link.is_after}
    previous = links[-1] if links else None
    for cue in reversed(view.cues_in(low, start)):
        gap = text[cue.span.end : start]
        whole = bool(_LEAD.match(gap)) or _is_set_off(text, gap, quotation)
        if cue in taken:
            if re.fullmatch(r"[\s,.:;—–-]*", gap) or _interrupted(gap):
                return _Link(quotation, cue, is_after=False, is_whole=True)
            return None
        if cue.lemma in QUOTATION_ONLY and cue.lemma not in NAMING and not whole:
            continue
        if len(gap.split()) > _MAX_GAP_WORDS or ";" in gap or (cue.lemma in NAME_GIVING and not gap.strip()):
            return None
        return _Link(quotation, cue, is_after=False, is_whole=whole)
    if previous is not None and not previous.is_after and low > block.start:
        # “x” and “y”: a further piece of the clause that the cue reports
        between = text[previous.quotation.span.end : start]
        if len(between.split()) <= _MAX_GAP_WORDS and ";" not in between:
            return _Link(quotation, previous.cue, is_after=False, is_whole=False)
    return None


def _interrupted(gap: str) -> bool:
    """“We tried,” said Mira Voss, the treasurer, “but it failed.”"""
    return gap.rstrip().endswith((",", ":", "—", "–", ".", ";")) and len(gap.split()) <= _MAX_SPEAKER_WORDS


def _is_set_off(text: str, gap: str, quotation: Quotation) -> bool:
    """Whether a comma, colon or dash sets a whole quotation off: told reporters on Monday, “The …”"""
    gap = gap.rstrip()
    if gap.endswith(":"):
        return True
    first = quotation.inner.of(text).lstrip(" …[('‘\"“.")[:1]
    return gap.endswith((",", "—", "–")) and (first.isupper() or first.isdigit())


def _attributions_of_links(
    view: _View, block: Span, inside: Sequence[Quotation], links: Sequence[_Link]
) -> list[RuleAttribution]:
    found: list[RuleAttribution] = []
    cues = list(dict.fromkeys(link.cue for link in links))
    for cue in sorted(cues, key=lambda cue: cue.span):
        own = [link for link in links if link.cue == cue]
        others = [link.quotation.span for link in links if link.cue != cue]
        source = _source(view, block, inside, cue, own, found)
        content, is_mixed = _content(view, block, cue, source, own, others)
        position = "after" if own[0].is_after else "before"
        found.append(
            RuleAttribution(content, cue, source, view.number, f"{position}, {'mixed' if is_mixed else 'direct'}")
        )
    return found


def _source(
    view: _View,
    block: Span,
    inside: Sequence[Quotation],
    cue: Cue,
    own: Sequence[_Link],
    earlier: Sequence[RuleAttribution],
) -> Span | None:
    quotation_ends = [q.span.end for q in inside if q.span.end <= cue.span.start]
    quotation_starts = [q.span.start for q in inside if q.span.start >= cue.span.end]
    low = view.index(max([block.start, *quotation_ends]))
    high = view.index(min([block.end, *quotation_starts]))
    follows_quote = any(link.is_after for link in own)
    speaking = [c for c in view.cues_in(block.start, cue.span.start) if c.form in ("past", "third", "base")]
    if cue.form == "gerund" and speaking:  # …, Diaz said, adding, “…”
        of_main = [a.source for a in earlier if a.cue == speaking[-1]]
        main = (
            of_main[0] if of_main else source_of(speaking[-1], view.words, view.tokens, low, high, follows_quote=False)
        )
        if main is not None:
            return main
    source = source_of(cue, view.words, view.tokens, low, high, follows_quote=follows_quote)
    if source is None and earlier and cue.form == "gerund":
        return earlier[-1].source
    if source is None and quotation_ends:
        # He called it “a disgrace” and said “…”: the subject stands before an earlier quotation
        if earlier:
            return earlier[-1].source
        return main_subject(view.words, view.tokens, view.index(block.start), view.index(inside[0].span.start))
    return source


def _content(
    view: _View, block: Span, cue: Cue, source: Span | None, own: Sequence[_Link], others: Sequence[Span]
) -> tuple[tuple[Span, ...], bool]:
    """The spans of what is said, and whether words outside quotation marks belong to it."""
    text = view.text
    spans: list[Span] = []
    is_mixed = False
    after = [link.quotation.span for link in own if link.is_after]
    if after:
        start = max([block.start, *(span.end for span in others if span.end <= after[0].start)])
        start = _clause_opening(view, start, after[0].start)
        first = next(link.quotation for link in own if link.is_after)
        is_apart = _is_set_off(text, text[start : after[0].start], first)
        if start < after[0].start and not is_apart and view.has_words(start, after[0].start):
            spans.append(Span(start, after[-1].end))
            is_mixed = True
        else:
            spans.extend(after)
        end = after[-1].end
        stop = min(cue.span.start, source.start if source else cue.span.start)
        tail = text[end:stop]
        if (
            "," in tail
            and view.has_words(end, end + tail.index(","))
            and tail.count(",") == 1
            and spans[0].start != after[0].start
        ):
            spans[-1] = Span(spans[-1].start, end + tail.index(","))
    before = [link for link in own if not link.is_after]
    if before:
        pieces, mixed = _content_after_cue(view, block, cue, source, before, others)
        is_sentence = before[0].is_whole and before[0].quotation.inner.of(text).lstrip("…[ ")[:1].isupper()
        opening = None if after or is_sentence else _before_parenthesis(view, block, cue, source, others)
        spans.extend(pieces if opening is None else [opening, *pieces])
        is_mixed = is_mixed or mixed or opening is not None
    return tuple(sorted(set(spans))), is_mixed


def _before_parenthesis(view: _View, block: Span, cue: Cue, source: Span | None, others: Sequence[Span]) -> Span | None:
    """The reported words before a cue set between commas: “The bridge, the mayor said, was …”"""
    text = view.text
    speaks = min(cue.span.start, source.start if source else cue.span.start)
    start = max([block.start, *(span.end for span in others if span.end <= speaks)])
    head = text[start:speaks].rstrip()
    follows = text[max(cue.span.end, source.end if source else 0) :].lstrip()
    if not head.endswith(",") or not follows.startswith(",") or cue.form == "gerund":
        return None
    start = _clause_opening(view, start, speaks)
    opening = _trimmed(text, Span(start, start + len(text[start:speaks].rstrip())))
    words = opening.of(text).lower().split()
    if not words or words[0] in _INTRODUCTORY or words[0].endswith(("ing", "ed")):
        return None
    return opening


# What begins an introductory phrase rather than a reported clause: “In a statement, the mayor said, …”
_INTRODUCTORY = word_list("introductory")


def _clause_opening(view: _View, start: int, end: int) -> int:
    """Where reported words before a quotation begin: after a colon, a leading conjunction and white space."""
    start = max(start, view.text.rfind(":", start, end) + 1)
    opening = re.match(r"[\s,;:—–-]*(?:(?:But|And|Yet|So|Still)\b,?\s*)?", view.text[start:end])
    return start + (opening.end() if opening else 0)


def _content_after_cue(
    view: _View, block: Span, cue: Cue, source: Span | None, links: Sequence[_Link], others: Sequence[Span]
) -> tuple[list[Span], bool]:
    text = view.text
    if all(link.is_whole for link in links) and not _runs_on(view, block, links[-1].quotation):
        return [link.quotation.span for link in links], False
    pieces: list[Span] = [link.quotation.span for link in links if link.is_whole][:-1]
    parts = [link for link in links if not link.is_whole] or [links[-1]]
    start = parts[0].quotation.span.start
    if not parts[0].is_whole:
        start = _reported_start(view, cue, source, parts[0].quotation.span.start)
        previous = [span.end for span in others if cue.span.end <= span.end <= parts[0].quotation.span.start]
        start = max([start, *previous])
    elif links[0].quotation.span.start < start and links[0].is_whole and len(links) > 1:
        start = links[-1].quotation.span.start
    end = _reported_end(view, block, parts[-1].quotation, cue, others)
    whole = [link.quotation.span for link in links if link.is_whole and not (start <= link.quotation.span.start < end)]
    return sorted({*(p for p in pieces if not start <= p.start < end), *whole, _trimmed(text, Span(start, end))}), True


def _runs_on(view: _View, block: Span, quotation: Quotation) -> bool:
    """Whether the reported clause goes on after the quotation: said “soft power” would win."""
    inner = _ending(view.text, quotation)
    following = view.text[quotation.span.end : block.end]
    if inner.endswith((",", ".", "!", "?", "…", "—")):
        return False
    return bool(re.match(r"\s+[\w(]", following)) and not re.match(
        r"\s+(?:on|in|at|during|when|while|as|after|before|and|but|about|to|for|with|from|by|of)\b", following
    )


def _reported_start(view: _View, cue: Cue, source: Span | None, end: int) -> int:
    """Where the reported clause begins: after the cue and the person told, after “that” if it comes soon."""
    start = cue.span.end if source is None or source.end <= cue.span.start else max(cue.span.end, source.end)
    if start > end:
        return end
    low, high = view.index(start), view.index(end)
    words = [token.text.lower() for token in view.tokens[low:high]]
    if cue.lemma not in NAMING:
        for i, word in enumerate(words[:14]):
            if word == "that" and low + i + 1 <= high:
                return view.tokens[low + i + 1].start if low + i + 1 < len(view.tokens) else end
    i = 0
    if cue.lemma in ("tell", "assure", "remind", "inform", "warn", "urge", "advise") and words and cue.lemma != "warn":
        if words[0] in ("the", "a", "his", "her", "their", "our", "its", "my"):
            i = 2
        elif words[0] in ("reporters", "me", "us", "him", "them", "her", "journalists", "supporters", "voters"):
            i = 1
        else:
            while i < len(words) and view.tokens[low + i].text[0].isupper():
                i += 1
    while i < len(words) and words[i] in (",", ":", "as" if cue.lemma == "" else ","):
        i += 1
    return view.tokens[low + i].start if low + i < high else end


_CLAUSE_END = re.compile(
    r"[;:)]|\s[—–-]\s|,\s(?:and|but)\s(?:he|she|they|it|the|that|[A-Z])|,\s(?:while|as(?!\swell)|according|with|adding|saying"
    r"|which|who|after|before|when|although|though|in|on|at)\b"
    r"|,\s(?:a|an|the)\s(?:phrase|line|word|term|remark|claim|description|charge|reference|view)\b"
)


def _reported_end(view: _View, block: Span, quotation: Quotation, cue: Cue, others: Sequence[Span]) -> int:
    """Where the reported clause ends: with the block, or before the next clause that has its own cue."""
    text, start = view.text, quotation.span.end
    inner = _ending(text, quotation)
    limit = min([block.end, *(span.start for span in others if span.start >= start)])
    if inner.endswith((".", "!", "?")):
        return start
    later = [c for c in view.cues_in(start, limit) if c != cue and view.has_words(start, c.span.start)]
    if later:
        limit = min(limit, later[0].span.start)
    stop = _CLAUSE_END.search(text[start:limit])
    if stop:
        return start + stop.start()
    if later or limit < block.end:
        comma = text.rfind(",", start, limit)
        conjunction = re.search(r"\s(?:and|but|while|as|before|after|when)\s", text[start:limit])
        if conjunction:
            return start + conjunction.start()
        return comma if comma > 0 else start
    tail = text[start:limit].rstrip()
    return start + len(tail.rstrip(".!?"))


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and (text[start].isspace() or text[start] in ",:;—–"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",:;—–"):
        end -= 1
    return Span(start, end)


def _signed(view: _View, span: Span) -> Span | None:
    """The name in a signature: “We need the ferry.” — Ana Belmar."""
    signature = _SIGNATURE.match(span.of(view.text))
    if signature is None or len(span.of(view.text).split()) > 16:
        return None
    return main_subject(view.words, view.tokens, view.index(span.start + signature.end()), view.index(span.end))


def _without_cue(view: _View, block: Span, quotation: Quotation) -> list[RuleAttribution]:
    """A quotation in a sentence that has narration and no cue for it: signed, set off by a colon, or none's words."""
    text = view.text
    if quotation.span.start == block.start:
        signed = _signed(view, Span(quotation.span.end, block.end))
        if signed is not None:
            return [RuleAttribution((quotation.span,), None, signed, view.number, "signature")]
    lead = text[block.start : quotation.span.start].rstrip()
    if lead.endswith(":") and _is_sentence(text, [quotation.span]):
        source = main_subject(view.words, view.tokens, view.index(block.start), view.index(quotation.span.start))
        return [RuleAttribution((quotation.span,), None, source, view.number, "colon")]
    inner = quotation.inner.of(text).rstrip()
    if (
        quotation.span.start == block.start
        and len(inner.split()) >= 4
        and (_asks_for_cue_after(text, quotation) or inner[-1:] in "?!.")
    ):
        source = main_subject(view.words, view.tokens, view.index(quotation.span.end), view.index(block.end))
        return [RuleAttribution((quotation.span,), None, source, view.number, "subject after")]
    if lead.endswith(",") and inner[:1].isupper() and len(inner.split()) >= 4 and not _looks_like_title(inner):
        source = main_subject(view.words, view.tokens, view.index(block.start), view.index(quotation.span.start))
        return [RuleAttribution((quotation.span,), None, source, view.number, "comma")]
    return []
