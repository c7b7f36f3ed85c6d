"""Probabilities and quotation marks -> attributions, on readings made by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.document import Document, Span
from transforms.quotes.attribution import Attribution
from transforms.quotes.cues import Cue
from transforms.quotes.decode import Settings, decode
from transforms.quotes.marks import Quotation, quotations
from transforms.quotes.reading import Reading
from transforms.quotes.rules import RuleAttribution
from transforms.quotes.windows import Word
from transforms.segment import segment

# A marked-up text: {source1 Ana Diaz} {cue1 said} {content1 it rains}. The number is that of the cue.
_PART = re.compile(r"\{(source|cue|content)(\d) ([^{}]*)\}")
_TAGS = {"source": (1, 2), "cue": (3, 4), "content": (5, 6)}
_SURE = 0.96
_AS_CHOSEN = Settings()

Part = tuple[str, str, Span]  # role, number, where it stands
Case = tuple[Document, list[Word], list[Reading], tuple[Quotation, ...]]


def _unmarked(marked: str) -> tuple[str, list[Part]]:
    text, parts, at = "", [], 0
    for part in _PART.finditer(marked):
        text += marked[at : part.start()]
        parts.append((part[1], part[2], Span(len(text), len(text) + len(part[3]))))
        text += part[3]
        at = part.end()
    return text + marked[at:], parts


def _case(marked: str, sure: Mapping[str, float] | None = None) -> Case:
    """The document with what a tagger would say of it. `sure` says how sure it is of some parts, by their words."""
    text, parts = _unmarked(marked)
    document = segment(Document("file:///a.txt", 0, "", text))
    words = [Word(t, number, 0, 0, (1,), 0) for number, p in enumerate(document.paragraphs) for t in p.tokens]
    readings, first = [], 0
    for paragraph in document.paragraphs:
        of_paragraph = words[first : first + len(paragraph.tokens)]
        readings.append(_reading(of_paragraph, first, parts, [(sure or {}).get(s.of(text), _SURE) for *_, s in parts]))
        first += len(paragraph.tokens)
    return document, words, readings, quotations(document)


def _reading(words: list[Word], first: int, parts: list[Part], sure: list[float]) -> Reading:
    n = len(words)
    tags, cues, sources = _rows(n, 7), _rows(n, n + 1), _rows(n, n + 1)
    inside = [[i for i, word in enumerate(words) if span.holds(word.token.span)] for *_, span in parts]
    links = {"content": (cues, "cue"), "cue": (sources, "source")}
    for (role, number, _), own, chance in zip(parts, inside, sure, strict=True):
        for i in own:
            tags[i] = _row(7, [_TAGS[role][i != own[0]]], chance)
        if role in links:
            array, asked = links[role]
            of_asked = [where for part, where in zip(parts, inside, strict=True) if part[:2] == (asked, number)]
            columns = [1 + i for where in of_asked for i in where]
            array[own] = _row(n + 1, columns or [0], chance)
    return Reading(first, tags, cues, sources, _rows(n, 4))


def _row(n: int, likely: list[int], sure: float) -> np.ndarray:
    """`sure` shared by the likely ones, the rest by all others, none (the first) most of it."""
    row = np.full(n, 0.1 * (1 - sure) / n)
    row[0] += 0.9 * (1 - sure)
    row[likely] += sure / len(likely)
    return (row / row.sum()).astype(np.float32)


def _rows(n: int, width: int) -> np.ndarray:
    return np.stack([_row(width, [0], _SURE)] * n)


def _found(
    case: Case, by_rule: tuple[RuleAttribution, ...] = (), settings: Settings = _AS_CHOSEN
) -> list[tuple[tuple[str, ...], str | None, str | None]]:
    """Content, cue and source of every attribution."""
    document, words, readings, marks = case
    text = document.text
    return [
        (
            tuple(span.of(text) for span in a.content),
            a.cue and a.cue.of(text),
            a.source and a.source.of(text),
        )
        for a in decode(words, readings, marks, by_rule, settings)
    ]


def _rule(case: Case, content: str, cue: str, rule: str) -> RuleAttribution:
    text = case[0].text
    spans = [Span(text.index(words), text.index(words) + len(words)) for words in (content, cue)]
    return RuleAttribution((spans[0],), Cue(0, 0, "say", "report", "past", spans[1]), None, 0, rule)


# Content and cue


def test_content_after_its_cue() -> None:
    """She said that it rains: the words that are content of the cue, neither more nor fewer."""
    case = _case("{source1 Ana Diaz} {cue1 said} {content1 that it rains} in Orlund.")
    assert _found(case) == [(("that it rains",), "said", "Ana Diaz")]


def test_content_before_its_cue() -> None:
    """It rains, she said: the cue may come last, and have several words."""
    case = _case("{content1 It rains}, {source1 Ana Diaz} {cue1 went on to say}.")
    assert _found(case) == [(("It rains",), "went on to say", "Ana Diaz")]


def test_two_cues_share_a_paragraph() -> None:
    """Each cue has its own content and its own source."""
    case = _case("{source1 Ana} {cue1 said} {content1 it rains}, {source2 Bo} {cue2 denied} {content2 that it does}.")
    assert _found(case) == [(("it rains",), "said", "Ana"), (("that it does",), "denied", "Bo")]


def test_content_in_two_pieces() -> None:
    """It rains, she said, in Orlund: one attribution, its pieces in the order of the text."""
    case = _case("{content1 It rains}, {source1 she} {cue1 said}, {content1 in Orlund}.")
    assert _found(case) == [(("It rains", "in Orlund"), "said", "she")]


def test_pieces_that_touch_are_one() -> None:
    """A cue, a source or content that the tagger lets begin twice has no seam."""
    case = _case("{source1 Ana} {source1 Diaz} {cue1 has} {cue1 said} {content1 it rains} {content1 in Orlund}.")
    assert _found(case) == [(("it rains in Orlund",), "has said", "Ana Diaz")]


def test_every_paragraph_for_itself() -> None:
    """Offsets count in the document, and a paragraph without a cue has no attribution."""
    case = _case("Rain.\n\n{source1 Ana} {cue1 said} {content1 no}.\n\nStill rain.\n\n{content2 Yes}, {cue2 said} he.")
    assert _found(case) == [(("no",), "said", "Ana"), (("Yes",), "said", None)]


def test_a_cue_without_content_is_no_attribution() -> None:
    """Reporting words that report nothing are left out, and nothing comes of nothing."""
    assert _found(_case("{source1 Ana} {cue1 spoke} for long.")) == []
    assert _found(_case("")) == []


def test_a_word_is_content_of_one_cue() -> None:
    """Words that two cues claim go to the likelier one."""
    case = _case("{cue1 Asked} {content1 why}, {source2 Ana} {cue2 said} {content2 it rains}.")
    reading = case[2][0]
    for i in (5, 6):  # it rains
        reading.cues[i] = _row(reading.cues.shape[1], [1 + 4], 0.55)
        reading.cues[i, 1] = 0.4  # Asked
    assert _found(case) == [(("why",), "Asked", None), (("it rains",), "said", "Ana")]


def test_a_cue_is_no_content() -> None:
    """Words of a cue are content of no cue, though the tagger may think so too."""
    case = _case("{content1 It rains} {cue1 said} {content1 Ana}.")
    reading = case[2][0]
    reading.tags[2] = [0, 0, 0, 0.5, 0, 0, 0.5]
    reading.cues[2] = _row(reading.cues.shape[1], [3], _SURE)
    assert _found(case) == [(("It rains", "Ana"), "said", None)]


# Quotations


def test_a_quotation_is_content_as_a_whole() -> None:
    """Where the tagger stops within a longer quotation, all of it is content, marks included."""
    case = _case("{content1 “It rains and rains and rains} here” {source1 Ana} {cue1 said}.")
    assert _found(case) == [(("“It rains and rains and rains here”",), "said", "Ana")]
    assert _found(case, settings=Settings(whole_words=8)) == [(("“It rains and rains and rains",), "said", "Ana")]


def test_a_quotation_is_content_as_a_whole_or_not_at_all() -> None:
    """One word that the tagger takes for content does not make content of a longer quotation."""
    assert _found(_case("“It rains and rains all {content1 day}” was a song, {source1 Ana} {cue1 said}.")) == []


def test_a_short_quotation_may_be_divided() -> None:
    """A term in marks is no unit: content may begin or end beside its marks."""
    case = _case("{source1 Ana} {cue1 called} it “{content1 old}”.")
    assert _found(case) == [(("old",), "called", "Ana")]


def test_a_rule_wins_over_the_tagger() -> None:
    """A quotation goes to the cue that a nearly certain rule gives it to, whatever the tagger says."""
    case = _case("Bo {cue1 said} {content1 little}. {content1 “It rains all day,”} {source2 Ana} {cue2 added}.")
    assert _found(case) == [(("little", "“It rains all day,”"), "said", None)]
    rule = _rule(case, "“It rains all day,”", "added", "after, direct")
    assert _found(case, (rule,)) == [(("little",), "said", None), (("“It rains all day,”",), "added", "Ana")]


_OVERLOOKED = "{content1 “It rains all day,”} {source1 Ana} {cue1 said} and left."
_HARDLY = {"“It rains all day,”": 0.48}


@pytest.mark.parametrize("rule", ["after, direct", "before, direct", "after, mixed", "before, mixed"])
def test_a_rule_finds_content_that_the_tagger_overlooks(rule: str) -> None:
    """A quotation that is hardly content to the tagger is content where a rule gives it to the cue beside it."""
    case = _case(_OVERLOOKED, _HARDLY)
    assert _found(case) == []
    rules = (_rule(case, "“It rains all day,”", "said", rule),)
    assert _found(case, rules) == [(("“It rains all day,”",), "said", "Ana")]


def test_a_rule_that_is_nearly_always_right_says_more() -> None:
    """What one rule gives the cue is too unlikely for another."""
    case = _case(_OVERLOOKED, {"“It rains all day,”": 0.15})
    rules = [_rule(case, "“It rains all day,”", "said", f"{position}, direct") for position in ("after", "before")]
    assert [len(_found(case, (rule,))) for rule in rules] == [1, 0]


@pytest.mark.parametrize("rule", ["narrated subject", "last speaker", "signature"])
def test_other_rules_are_no_hints(rule: str) -> None:
    """Only the rules that read the cue beside the quotation say anything to the tagger."""
    case = _case(_OVERLOOKED, _HARDLY)
    assert _found(case, (_rule(case, "“It rains all day,”", "said", rule),)) == []


def test_a_hint_is_of_its_own_cue() -> None:
    """A rule whose cue the tagger does not take for one says nothing."""
    case = _case(_OVERLOOKED, _HARDLY)
    assert _found(case, (_rule(case, "“It rains all day,”", "left", "after, direct"),)) == []


# Source


def test_a_cue_may_have_no_source() -> None:
    """Where none is likelier than any source, the attribution has none."""
    assert _found(_case("It was {cue1 said} {content1 that it rains}.")) == [(("that it rains",), "said", None)]


def test_of_two_sources_the_cue_takes_its_own() -> None:
    """Not the nearer one, but the one that the tagger links."""
    case = _case("{source1 Ana}, who met {source2 Bo Tal}, {cue1 said} {content1 it rains}.")
    assert _found(case) == [(("it rains",), "said", "Ana")]


def test_a_source_that_is_no_likely_piece() -> None:
    """A word that the cue points at, though it is hardly a source by its role, is the source with what is around it."""
    case = _case("{source1 Ana Diaz} {cue1 said} {content1 it rains}.", {"Ana Diaz": 0.45})
    case[2][0].tags[0:2, 0] = 0.54
    assert _found(case) == [(("it rains",), "said", "Ana Diaz")]


def test_a_source_ends_at_its_cue() -> None:
    """The words around the one that the cue points at never reach into the cue, whichever comes first."""
    before = _case("{source1 Ana} {cue1 said} {content1 it rains}.")
    after = _case("{content1 Rain}, {cue1 said} {source1 Ana}.")
    for case, source, cue in ((before, 0, 1), (after, 3, 2)):
        case[2][0].tags[source] = [0.7, 0, 0.3, 0, 0, 0, 0]
        case[2][0].tags[cue] = [0, 0, 0.3, 0.7, 0, 0, 0]
        assert [found_source for _, _, found_source in _found(case)] == ["Ana"]


# Scores


def _decoded(case: Case) -> list[Attribution]:
    _, words, readings, marks = case
    return decode(words, readings, marks, ())


def test_scores_are_the_taggers_probabilities() -> None:
    """Of the cue, of the link to it, of the content, of the source; they fall where the tagger is less sure."""
    marked = "{source1 Ana} {cue1 said} {content1 it rains}."
    (sure,), (unsure,) = _decoded(_case(marked)), _decoded(_case(marked, {"it rains": 0.85}))
    assert sure.evidence == "tagger"
    assert sure.scores == pytest.approx([_SURE] * 4, abs=0.01)
    assert unsure.scores == pytest.approx([_SURE, 0.85, 0.85, _SURE], abs=0.02)


@st.composite
def _random_cases(draw: st.DrawFn) -> Case:
    """What no tagger would say: any probabilities, of a text with quotations."""
    text = draw(st.lists(st.sampled_from(["“", "”", "rain", "Ana", ". ", ", ", "\n\n"]), min_size=1, max_size=30))
    document, words, readings, marks = _case(" ".join(text))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))

    def anything(like: np.ndarray) -> np.ndarray:
        return chance.dirichlet([draw(st.sampled_from([0.05, 1.0]))] * like.shape[1], len(like)).astype(np.float32)

    return document, words, [Reading(r.first, *_each(r, anything)) for r in readings], marks


def _each(reading: Reading, make: object) -> Iterator[np.ndarray]:
    return map(make, (reading.tags, reading.cues, reading.sources, reading.entities))  # type: ignore[call-overload]


@settings(deadline=None)
@given(_random_cases())
def test_no_word_is_content_twice(case: Case) -> None:
    """Whatever the tagger says, contents are sorted and lie apart, and no attribution is without content or cue."""
    found = _decoded(case)
    assert [a.content for a in found] == sorted(a.content for a in found)
    pieces = sorted(span for a in found for span in a.content)
    assert all(a.end <= b.start for a, b in pairwise(pieces))
    assert all(a.content and a.cue and all(0 <= score <= 1.001 for score in a.scores) for a in found)
