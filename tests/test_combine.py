"""Tagger, layout and rules together."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transforms.document import Document, Span
from transforms.quotes.attribution import Attribution
from transforms.quotes.combine import attributions, with_rules
from transforms.quotes.confidence import FEATURES, chance
from transforms.quotes.marks import quotations
from transforms.quotes.rules import RuleAttribution, attributed_by_rules
from transforms.segment import segment


def _at(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def _with_rules(text: str, tagged: list[Attribution]) -> list[Attribution]:
    document = segment(Document("file:///a.txt", 0, "", text))
    return with_rules(document, quotations(document), tagged, _ruled(text))


def _ruled(text: str) -> list[RuleAttribution]:
    document = segment(Document("file:///a.txt", 0, "", text))
    return attributed_by_rules(document, quotations(document))


def _tagged(text: str, *content: str, cue: str | None = None, source: str | None = None) -> Attribution:
    spans = tuple(_at(text, words) for words in content)
    return Attribution(spans, cue and _at(text, cue), source and _at(text, source), "tagger", (0.9,) * 4)


def _contents(text: str, found: list[Attribution]) -> list[list[str]]:
    return [[span.of(text) for span in attribution.content] for attribution in found]


RAIN = "Ana Diaz said: “It rains here.\n\n“It rains all day.\n\n“It rains all night.”\n\nShe left."


def test_a_quotation_that_goes_on_belongs_to_what_it_began_with() -> None:
    """Further paragraphs of a quotation are further pieces of the attribution that the tagger found at its begin."""
    tagged = _tagged(RAIN, "“It rains here.", cue="said", source="Ana Diaz")
    (found,) = _with_rules(RAIN, [tagged])
    assert _contents(RAIN, [found]) == [["“It rains here.", "“It rains all day.", "“It rains all night.”"]]
    assert found == replace(tagged, content=found.content, is_continuation=True)


def test_a_quotation_that_goes_on_belongs_to_a_rules_begin_too() -> None:
    """Where the tagger found nothing, the rules give both the beginning and what goes on."""
    (found,) = _with_rules(RAIN, [])
    assert _contents(RAIN, [found]) == [["“It rains here.", "“It rains all day.", "“It rains all night.”"]]
    assert (found.evidence, found.scores, found.is_continuation) == ("before, direct", (), True)
    assert found.cue == _at(RAIN, "said")
    assert found.source == _at(RAIN, "Ana Diaz")


def test_what_the_tagger_has_is_not_attributed_again() -> None:
    """A rule says nothing of words that are content or cue already; what else it gives to them is theirs too."""
    text = "“It rains here,” Ana Diaz said, “and it rains in Orlund.”"
    assert len(_ruled(text)) == 1
    (found,) = _with_rules(text, [_tagged(text, "rains here")])
    assert _contents(text, [found]) == [["rains here", "“and it rains in Orlund.”"]]
    beside = _tagged(text, "Diaz", cue="rains in")
    assert _with_rules(text, [beside]) == [beside]


def test_rules_fill_what_is_free() -> None:
    """Beside what the tagger found, a rule's attribution stands with its cue, its source and its name, in order."""
    text = "“It rains here,” said Ana Diaz.\n\nThen Bo Tal claimed that it was dry.\n\n“It rains there,” said Cy Orr."
    tagged = _tagged(text, "that it was dry", cue="claimed", source="Bo Tal")
    found = _with_rules(text, [tagged])
    assert _contents(text, found) == [["“It rains here,”"], ["that it was dry"], ["“It rains there,”"]]
    assert found[1] is tagged
    assert [a.source and a.source.of(text) for a in found] == ["Ana Diaz", "Bo Tal", "Cy Orr"]
    assert [a.evidence for a in found] == ["after, direct", "tagger", "after, direct"]
    assert found[0].cue == _at(text, "said")


def test_nothing_of_nothing() -> None:
    """Where no rule applies, what was found stays, in the order of the content."""
    text = "Ana left."
    first, second = _tagged(text, "Ana"), _tagged(text, "left")
    assert _with_rules(text, [second, first]) == [first, second]
    assert _with_rules(text, []) == []


def test_a_quotation_that_only_the_tagger_attributed_goes_on() -> None:
    """A quotation left open goes on in the next paragraph also where no rule knows whose it is."""
    text = "It was said that “the ferry would go.\n\n“And it would not come back.”"
    tagged = _tagged(text, "“the ferry would go.", cue="was said")
    (found,) = _with_rules(text, [tagged])
    assert _contents(text, [found]) == [["“the ferry would go.", "“And it would not come back.”"]]


def test_type_and_confidence_are_filled_in() -> None:
    """Direct where all words are in marks, mixed where some are; the confidence is that of the features."""
    text = "“It rains,” said Ana Diaz.\n\nBo Tal said it was “a very long day” there.\n\n“We need a pier.” — Cy Orr"
    document = segment(Document("file:///a.txt", 0, "", text))
    weights = [0.5 if name == "always" else 1.0 if name == "layout" else 0.0 for name in FEATURES]
    found = attributions(document, quotations(document), [], [], weights)
    assert [(a.evidence, a.quote_type) for a in found] == [
        ("after, direct", "direct"),
        ("before, mixed", "mixed"),
        ("signature", "direct"),
    ]
    assert [a.confidence for a in found] == [chance(a.features, weights) for a in found]
    assert [round(a.confidence, 3) for a in found] == [0.622, 0.622, 0.818]


_TEXTS = st.lists(
    st.sampled_from(
        ["“It rains all day. ", "It rains,” ", "“No,” ", "Ana Diaz said", " that it rains", ": ", ". ", "\n\n", "\n\n“"]
    ),
    min_size=2,
    max_size=14,
).map("".join)


@st.composite
def _cases(draw: st.DrawFn) -> tuple[str, list[Attribution]]:
    """A text with quotations, and attributions at random places of it that lie apart."""
    text = draw(_TEXTS)
    bounds = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [Span(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=False)]
    return text, [Attribution((span,), None, None, "tagger") for span in spans]


@given(_cases())
def test_no_character_is_content_of_two(case: tuple[str, list[Attribution]]) -> None:
    """Whatever was found, contents lie apart and are sorted, and none of what was found is lost."""
    text, tagged = case
    found = _with_rules(text, tagged)
    pieces = sorted(span for attribution in found for span in attribution.content)
    assert all(a.end <= b.start for a, b in pairwise(pieces))
    assert [a.content for a in found] == sorted(a.content for a in found)
    assert all(list(a.content) == sorted(a.content) for a in found)
    assert {span for a in tagged for span in a.content} <= set(pieces)
    taken = {i for a in tagged for span in a.content for i in range(*span)}
    free = [rule for rule in _ruled(text) if not any(i in taken for span in rule.content for i in range(*span))]
    held = {i for piece in pieces for i in range(*piece)}
    assert all(i in held for rule in free for span in rule.content for i in range(*span))
