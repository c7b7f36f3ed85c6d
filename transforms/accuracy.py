"""How well the attributions of articles agree with those that people annotated.

Characters are compared without white space and quotation marks, so that trimming a mark costs nothing, and counted
in the annotated text: the analysed text is aligned to it word by word, since cleaning may have changed it. Every
figure is over all articles together (micro average). The measures, and where they come from:

content    attributions are paired one to one by their content, largest overlap first. A pair is right if its
           characters are the same (exact), if they share at least half of those that either has (iou50), or if they
           share any (overlap). The task and its roles are those of Newell, Margolin and Ruths (LREC 2018).
source     of the pairs right at iou50: whether the source, the cue, the resolved speaker are right too
joint      an attribution is right if its content (iou50) and its source (any overlap, or none on both sides) are
chunks     precision and recall of whole chunks, the measure of CofeNet (Wang et al., COLING 2022): see `chunks`
confidence expected calibration error (Guo et al., ICML 2017): see `expected_calibration_error`
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from transforms.annotations import Annotation
from transforms.document import Span
from transforms.quotes import Quote

ROLES = ("source", "cue", "content")
QUOTE_TYPES = ("direct", "mixed", "indirect")
CONFIDENT = 0.9
N_BINS = 10

_HALF = 0.5
_QUOTATION_MARKS = "\"“”„‟«»'‘’`"
_WHITE_SPACE = " \t\r\n\u00a0\u2009\u200a\u200b\ufeff"
_NOT_COMPARED = frozenset(_QUOTATION_MARKS + _WHITE_SPACE)
_WORD_OR_MARK = re.compile(r"\w+|[^\w\s]")
_NAMED_KINDS = ("person", "organization")
_BEFORE_NAMES = frozenset("the a an mr mrs ms dr sen rep gov president".split())

Characters = Mapping[str, set[int]]  # role -> offsets, in the annotated text, of the characters that are compared


@dataclass(frozen=True, slots=True)
class TrueSpeaker:
    """Who an annotated attribution's source really is: the name (None: nobody is named) and the kind."""

    speaker: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """A text with its annotations; the speaker of each where they are known."""

    text: str
    annotations: tuple[Annotation, ...]
    speakers: tuple[TrueSpeaker, ...] | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What an attribution has in common with the annotated one that it was paired with.

    `content` is the share of characters that both have of those that either has. `is_source_right` is true also
    where neither side has a source, `is_speaker_right` None where the true speaker is no known person or organization.
    """

    quote_type: str  # of the annotated one
    content: float
    has_cue: bool
    is_cue_right: bool
    has_source: bool
    is_source_right: bool
    is_source_exact: bool
    is_speaker_right: bool | None

    @property
    def is_half_right(self) -> bool:
        return self.content >= _HALF

    @property
    def is_right(self) -> bool:
        """Content and source are right: the joint measure."""
        return self.is_half_right and self.is_source_right


@dataclass(frozen=True, slots=True)
class Judgement:
    """An attribution that the analysis found, and the annotated one that it was paired with, if any."""

    quote_type: str
    confidence: float
    match: Match | None

    @property
    def is_right(self) -> bool:
        return self.match is not None and self.match.is_right


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many things both sides have, the analysis has, the annotators have."""

    n_both: int = 0
    n_found: int = 0
    n_annotated: int = 0

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(self.n_both + other.n_both, self.n_found + other.n_found, self.n_annotated + other.n_annotated)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One article: the types of its annotated attributions, a judgement on each that was found, and by role how many
    characters and chunks agree. `is_missing` says that the article could not be analysed."""

    annotated_types: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    characters: Mapping[str, Agreement]
    chunks: Mapping[str, Agreement]
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """Precision and recall, 0 to 1; 0 where there is nothing to count."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean.

        >>> PrecisionRecall(1.0, 0.5).f1
        0.6666666666666666
        """
        return _ratio(2 * self.precision * self.recall, self.precision + self.recall)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of `n` are right."""

    n_right: int
    n: int

    @property
    def value(self) -> float:
        """Between 0 and 1; 0 where n is 0."""
        return _ratio(self.n_right, self.n)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Every figure by its name. `scores` compare both ways, `shares` are of the pairs right at iou50 (`speaker…` only
    where true speakers are known); `calibration_error` is None where nothing was found, `confident` counts the
    attributions of confidence `CONFIDENT` or more."""

    n_documents: int
    n_missing_documents: int
    n_annotated: int
    n_found: int
    scores: Mapping[str, PrecisionRecall]
    shares: Mapping[str, Share]
    calibration_error: float | None
    confident: Share


# One article


def compare(article: AnnotatedArticle, text: str, quotes: Sequence[Quote]) -> Comparison:
    """The attributions `quotes` of the cleaned `text`, compared with what the article's annotators found."""
    to_annotated = aligned(text, article.text)
    attributions = [Annotation(quote.source_spans, quote.cue_spans, quote.content_spans) for quote in quotes]
    found = [_aligned_characters(one, text, to_annotated) for one in attributions]
    annotated = [_characters(one, article.text) for one in article.annotations]
    types = tuple(quote_type(one.content, article.text) for one in article.annotations)
    partner = _pairs([one["content"] for one in found], [one["content"] for one in annotated])

    def match(i: int) -> Match | None:
        if i not in partner:
            return None
        j = partner[i]
        true_speaker = article.speakers[j] if article.speakers else None
        return _match(found[i], annotated[j], types[j], _is_speaker_right(quotes[i].speaker, true_speaker))

    return Comparison(
        annotated_types=types,
        judgements=tuple(Judgement(quote.quote_type, quote.confidence, match(i)) for i, quote in enumerate(quotes)),
        characters={role: _agreement(_all(role, found), _all(role, annotated)) for role in ROLES},
        chunks={
            role: _agreement_of_chunks(
                _chunks_of(role, attributions, text), _chunks_of(role, article.annotations, article.text), to_annotated
            )
            for role in ROLES
        },
    )


def compare_missing(article: AnnotatedArticle) -> Comparison:
    """The comparison of an article that could not be analysed: nothing of it is found."""
    return replace(compare(article, "", ()), is_missing=True)


def aligned(text: str, other: str) -> dict[int, int]:
    """Offset of each character of `text` -> offset of its counterpart in `other`, for the words that both have.

    >>> aligned("a café", "a  cafÃ© a")
    {0: 0}
    >>> aligned("the end", "the  end")[4]
    5
    """
    if text == other:
        return {offset: offset for offset in range(len(text))}
    words, others = list(_WORD_OR_MARK.finditer(text)), list(_WORD_OR_MARK.finditer(other))
    matcher = SequenceMatcher(None, [word[0] for word in words], [word[0] for word in others], autojunk=False)
    pairs = (
        (words[block.a + k], others[block.b + k]) for block in matcher.get_matching_blocks() for k in range(block.size)
    )
    return {one.start() + k: same.start() + k for one, same in pairs for k in range(len(one[0]))}


def quote_type(content: Sequence[Span], text: str) -> str:
    """direct, mixed or indirect: whether all, some or none of the letters and digits stand within double quotation
    marks. A mark that is left open closes with its line.

    >>> [quote_type([Span(0, end)], "“No,” he said") for end in (4, 13)], quote_type([Span(6, 13)], "“No,” he said")
    (['direct', 'mixed'], 'indirect')
    """
    is_quoted = _quoted_characters(text)
    letters = [is_quoted[at] for span in content for at in range(*span) if text[at].isalnum()]
    if not any(letters):
        return "indirect"
    return "direct" if all(letters) else "mixed"


def _quoted_characters(text: str) -> list[bool]:
    flags, is_open = [], False
    for char in text:
        if char in '“”"\n':
            is_open = char == "“" or (char == '"' and not is_open)
        flags.append(is_open)
    return flags


def chunks(spans: Iterable[Span], text: str) -> set[Span]:
    """The chunks of one role of one attribution, as CofeNet counts them (Wang et al., COLING 2022).

    A chunk is a maximal span of the role within a paragraph (a line of the text), from its first to its last character
    that is neither white space nor quotation mark: trimming a mark costs nothing. Pieces with other words between
    them are several chunks. A chunk is right if both its ends are.

    >>> sorted(chunks([Span(0, 9), Span(13, 20)], "“Yes.” No, or\\n“Maybe”"))
    [Span(start=1, end=9), Span(start=15, end=20)]
    """
    found: list[Span] = []
    for at in sorted(_compared(spans, text)):
        if found and _are_joined(text[found[-1].end : at]):
            found[-1] = Span(found[-1].start, at + 1)
        else:
            found.append(Span(at, at + 1))
    return set(found)


def _are_joined(between: str) -> bool:
    return "\n" not in between and _NOT_COMPARED.issuperset(between)


def _compared(spans: Iterable[Span], text: str) -> set[int]:
    return {at for span in spans for at in range(*span) if text[at] not in _NOT_COMPARED}


def _characters(attribution: Annotation, text: str) -> Characters:
    return {role: _compared(spans, text) for role, spans in attribution.spans().items()}


def _aligned_characters(attribution: Annotation, text: str, to_annotated: Mapping[int, int]) -> Characters:
    return {
        role: {to_annotated[at] for at in characters if at in to_annotated}
        for role, characters in _characters(attribution, text).items()
    }


def _pairs(found: Sequence[set[int]], annotated: Sequence[set[int]]) -> dict[int, int]:
    """Position of each attribution that was found -> that of the annotated one with which it shares most characters;
    one to one, the largest overlap first, of equal ones the earlier."""
    shared = {(i, j): len(one & other) for i, one in enumerate(found) for j, other in enumerate(annotated)}
    pairs: dict[int, int] = {}
    for i, j in sorted((pair for pair in shared if shared[pair]), key=lambda pair: (-shared[pair], *pair)):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _match(found: Characters, annotated: Characters, quote_type: str, is_speaker_right: bool | None) -> Match:
    source, true_source = found["source"], annotated["source"]
    return Match(
        quote_type=quote_type,
        content=len(found["content"] & annotated["content"]) / len(found["content"] | annotated["content"]),
        has_cue=bool(annotated["cue"]),
        is_cue_right=bool(found["cue"] & annotated["cue"]),
        has_source=bool(true_source),
        is_source_right=bool(source & true_source) if true_source else not source,
        is_source_exact=source == true_source,
        is_speaker_right=is_speaker_right,
    )


def _is_speaker_right(speaker: str | None, true: TrueSpeaker | None) -> bool | None:
    if true is None or not true.speaker or true.kind not in _NAMED_KINDS:
        return None
    return speaker is not None and is_same_name(speaker, true.speaker)


def is_same_name(one: str, other: str) -> bool:
    """Whether two names mean the same: equal but for titles and case, or one the last name of the other, or first and
    last name equal whatever stands between.

    >>> [is_same_name("Ines Q. Valde", name) for name in ("Ms. Valde", "INES VALDE", "Oskar Valde")]
    [True, True, False]
    """
    short, long = sorted((_name_words(one), _name_words(other)), key=len)
    if not short or short == long:
        return bool(short)
    return short[-1] == long[-1] and (len(short) == 1 or short[0] == long[0])


def _name_words(name: str) -> list[str]:
    letters = re.sub(r"[^\w\s]", "", re.sub(r"['’]s\b", "", name))
    return [word for word in letters.casefold().split() if word not in _BEFORE_NAMES]


def _all(role: str, attributions: Iterable[Characters]) -> set[int]:
    return {at for attribution in attributions for at in attribution[role]}


def _agreement(found: set[int], annotated: set[int]) -> Agreement:
    return Agreement(len(found & annotated), len(found), len(annotated))


def _chunks_of(role: str, attributions: Iterable[Annotation], text: str) -> set[Span]:
    """Chunks that two attributions have alike count once."""
    return {chunk for attribution in attributions for chunk in chunks(attribution.spans()[role], text)}


def _agreement_of_chunks(found: set[Span], annotated: set[Span], to_annotated: Mapping[int, int]) -> Agreement:
    ends = {(to_annotated.get(chunk.start), to_annotated.get(chunk.end - 1)) for chunk in found}
    n_both = sum((chunk.start, chunk.end - 1) in ends for chunk in annotated)
    return Agreement(n_both, len(found), len(annotated))


# All articles


def accuracy(comparisons: Sequence[Comparison]) -> Accuracy:
    """Every figure over all articles together."""
    judgements = [judgement for comparison in comparisons for judgement in comparison.judgements]
    annotated = [of_one for comparison in comparisons for of_one in comparison.annotated_types]
    return Accuracy(
        n_documents=len(comparisons),
        n_missing_documents=sum(comparison.is_missing for comparison in comparisons),
        n_annotated=len(annotated),
        n_found=len(judgements),
        scores={
            "content_exact": _score(judgements, annotated, lambda match: match.content == 1),
            **_by_type("content_iou50", judgements, annotated, lambda match: match.is_half_right),
            "content_overlap": _score(judgements, annotated, lambda match: True),
            **_by_type("joint", judgements, annotated, lambda match: match.is_right),
            **{f"char_{role}": _summed([c.characters[role] for c in comparisons]) for role in ROLES},
            **{f"chunk_{role}": _summed([c.chunks[role] for c in comparisons]) for role in ROLES},
        },
        shares=_shares([j.match for j in judgements if j.match is not None and j.match.is_half_right]),
        calibration_error=expected_calibration_error([(j.confidence, j.is_right) for j in judgements]),
        confident=_share(j.is_right for j in judgements if j.confidence >= CONFIDENT),
    )


def expected_calibration_error(judged: Sequence[tuple[float, bool]]) -> float | None:
    """How far confidence is from the share that is right: the mean over ten bins of equal width of the distance
    between the two, weighted by how many attributions a bin holds. A bin holds its upper end, the first its lower
    one too (Guo et al., On Calibration of Modern Neural Networks, ICML 2017). None for nothing.

    >>> expected_calibration_error([(0.75, True), (0.75, False), (1.0, True), (1.0, True)])
    0.125
    """
    bins: dict[int, list[float]] = defaultdict(list)
    for confidence, is_right in judged:
        bins[max(1, math.ceil(confidence * N_BINS))].append(confidence - is_right)
    return sum(abs(sum(distances)) for distances in bins.values()) / len(judged) if judged else None


def _by_type(
    name: str, judgements: Sequence[Judgement], annotated: Sequence[str], is_right: Callable[[Match], bool]
) -> dict[str, PrecisionRecall]:
    """Precision is over the attributions that were found as of the type, recall over those annotated as of it."""
    scores = {name: _score(judgements, annotated, is_right)}
    for of_type in QUOTE_TYPES:
        scores[f"{name}_{of_type}"] = PrecisionRecall(
            _score([j for j in judgements if j.quote_type == of_type], annotated, is_right).precision,
            _score(
                [j for j in judgements if j.match is not None and j.match.quote_type == of_type],
                [one for one in annotated if one == of_type],
                is_right,
            ).recall,
        )
    return scores


def _score(
    judgements: Sequence[Judgement], annotated: Sequence[str], is_right: Callable[[Match], bool]
) -> PrecisionRecall:
    n_right = sum(j.match is not None and is_right(j.match) for j in judgements)
    return PrecisionRecall(_ratio(n_right, len(judgements)), _ratio(n_right, len(annotated)))


def _summed(agreements: Iterable[Agreement]) -> PrecisionRecall:
    total = sum(agreements, start=Agreement())
    return PrecisionRecall(_ratio(total.n_both, total.n_found), _ratio(total.n_both, total.n_annotated))


def _shares(matches: Sequence[Match]) -> dict[str, Share]:
    with_source = [match for match in matches if match.has_source]
    shares = {
        "cue_overlap_of_matched": _share(match.is_cue_right for match in matches if match.has_cue),
        "source_overlap_of_matched": _share(match.is_source_right for match in with_source),
        "source_exact_of_matched": _share(match.is_source_exact for match in with_source),
    }
    for one in QUOTE_TYPES:
        of_type = (match.is_source_right for match in with_source if match.quote_type == one)
        shares[f"source_overlap_of_matched_{one}"] = _share(of_type)
    asked = [(match.quote_type, match.is_speaker_right) for match in matches if match.is_speaker_right is not None]
    if asked:
        shares["speaker_of_matched"] = _share(is_right for _, is_right in asked)
        for one in QUOTE_TYPES:
            shares[f"speaker_of_matched_{one}"] = _share(is_right for of_type, is_right in asked if of_type == one)
    return shares


def _share(are_right: Iterable[bool]) -> Share:
    flags = list(are_right)
    return Share(sum(flags), len(flags))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
