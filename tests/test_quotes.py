"""The rules for quotes as a whole: passages in tests/examples/quotes.yaml, the sample articles, invariants."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import Document, Reject, analyse, analyse_document
from transforms.parse import parse
from transforms.quotes import Quote

EXAMPLES = Path(__file__).parent / "examples"
RAW = Path(__file__).parent.parent / "data" / "raw"

_FIELDS = {
    "type": "quote_type",
    "content": "content",
    "cue": "cue",
    "lemma": "cue_lemma",
    "class": "cue_class",
    "source": "source",
    "speaker": "speaker",
    "kind": "speaker_kind",
    "role": "speaker_role",
    "continuation": "is_continuation",
}


def _passages() -> list[Any]:
    cases = yaml.safe_load((EXAMPLES / "quotes.yaml").read_text(encoding="utf-8"))
    return [
        pytest.param(case, id=case["name"], marks=[pytest.mark.xfail(reason=case["fails"])] if "fails" in case else [])
        for case in cases
    ]


@pytest.mark.parametrize("case", _passages())
def test_passage(case: dict[str, Any]) -> None:
    """Every passage gives the quotes that its example lists, no more and no fewer."""
    quotes = analyse(case["text"]).quotes
    found = [
        {field: getattr(quote, _FIELDS[field]) for field in expected}
        for quote, expected in zip(quotes, case["quotes"], strict=False)
    ]
    assert found == case["quotes"]
    assert len(quotes) == len(case["quotes"]), [quote.content for quote in quotes]


# --- the sample articles, annotated by hand


def _document(name: str) -> Document:
    path = RAW / f"{name}.txt"
    record = next(iter(parse(path.read_bytes(), path.as_uri())))
    assert not isinstance(record, Reject)
    return record


def _letters(text: str, spans: list[tuple[int, int]]) -> frozenset[int]:
    return frozenset(i for start, end in spans for i in range(start, end) if text[i].isalnum())


def _annotated_spans(text: str, pieces: list[str], after: int) -> list[tuple[int, int]]:
    spans = []
    for piece in pieces:
        start = text.index(piece, after)
        spans.append((start, start + len(piece)))
        after = start + len(piece)
    return spans


def _annotations() -> list[Any]:
    known = yaml.safe_load((EXAMPLES / "known_failures.yaml").read_text(encoding="utf-8"))["quotes"]
    reasons = {
        (name, content): reason for reason, names in known.items() for name, cs in names.items() for content in cs
    }
    cases = []
    for path in sorted((EXAMPLES / "articles").glob("*.yaml")):
        for i, annotation in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))["quotes"]):
            reason = reasons.pop((path.stem, annotation["content"][0]), None)
            marks = [pytest.mark.xfail(reason=reason)] if reason else []
            cases.append(pytest.param(path.stem, i, annotation, id=f"{path.stem}-{i}", marks=marks))
    assert not reasons, f"known_failures.yaml names quotes that are not annotated: {sorted(reasons)}"
    return cases


_quotes_of: dict[str, tuple[str, tuple[Quote, ...]]] = {}


def _analysed(name: str) -> tuple[str, tuple[Quote, ...]]:
    if name not in _quotes_of:
        analysis = analyse_document(_document(name))
        _quotes_of[name] = analysis.document.text, analysis.quotes
    return _quotes_of[name]


def _same_speaker(found: str | None, annotated: str | None, kind: str) -> bool:
    """The same name; for speakers without one (a memo to staff) the words of one among those of the other."""
    if found is None or annotated is None or kind in ("person", "organization"):
        bare = [re.sub("^the ", "", (name or "").casefold()) for name in (found, annotated)]
        return bare[0] == bare[1]
    words = [set(re.findall(r"\w+", name.casefold())) - {"the", "a", "an"} for name in (found, annotated)]
    return words[0] <= words[1] or words[1] <= words[0]


@pytest.mark.parametrize(("name", "position", "annotation"), _annotations())
def test_annotated_quote(name: str, position: int, annotation: dict[str, Any]) -> None:
    """A quote that was annotated by hand in a sample article is found, with its type and its speaker."""
    text, quotes = _analysed(name)
    earlier = yaml.safe_load((EXAMPLES / "articles" / f"{name}.yaml").read_text(encoding="utf-8"))["quotes"][:position]
    after = 0
    for each in [*earlier, annotation]:
        spans = _annotated_spans(text, each["content"], after)
        after = spans[0][0]
    letters = _letters(text, spans)

    def overlap(quote: Quote) -> float:
        found = _letters(text, [(span.start, span.end) for span in quote.content_spans])
        return len(letters & found) / len(letters | found)

    best = max(quotes, key=overlap)
    assert overlap(best) >= 0.5
    assert best.quote_type == annotation["type"]
    assert _same_speaker(best.speaker, annotation["speaker"], annotation["kind"])
    assert best.is_continuation == annotation["continuation"]


@pytest.mark.parametrize("name", [path.stem for path in sorted((EXAMPLES / "articles").glob("*.yaml"))])
def test_scare_quotes_and_titles_are_nobodys_words(name: str) -> None:
    """What the annotator marked as a title, a nickname or scare quotes is no direct quote of its own."""
    known = yaml.safe_load((EXAMPLES / "known_failures.yaml").read_text(encoding="utf-8"))["not_quotes"]
    expected = [content for names in known.values() for content in names.get(name, [])]
    _, quotes = _analysed(name)
    marked = yaml.safe_load((EXAMPLES / "articles" / f"{name}.yaml").read_text(encoding="utf-8"))["not_quotes"]
    assert sorted(q.content for q in quotes if q.quote_type == "direct" and q.content in marked) == sorted(expected)


# --- what holds for any text

_PIECES = st.sampled_from(
    [
        "“We tried,” she said. ",
        "“It failed.",
        "“",
        "”",
        '"',
        "'",
        "’",
        "‘Go,’ ",
        "''",
        "«",
        "»",
        "Mira Voss said ",
        "the plan was ",
        "according to ",
        "Bo Lund",
        ", ",
        ". ",
        ": ",
        "\n\n",
        "\n",
        "— ",
        "6'2\" ",
        "’90s ",
        "called it ",
        "He ",
        "Dr. J. R. Tolland ",
        "“a ‘b’ c” ",
        "(SHO) ",
        "é ",
        "👍 ",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_offsets_give_the_strings(text: str) -> None:
    """text[start:end] is the content, the cue, the source and every mention, whatever the text is."""
    analysis = analyse(text)
    clean = analysis.document.text
    speaker_ids = {speaker.speaker_id for speaker in analysis.speakers}
    for quote in analysis.quotes:
        assert " … ".join(span.of(clean) for span in quote.content_spans) == quote.content
        assert [span.of(clean) for span in quote.cue_spans] == ([quote.cue] if quote.cue is not None else [])
        assert [span.of(clean) for span in quote.source_spans] == ([quote.source] if quote.source is not None else [])
        assert list(quote.content_spans) == sorted(quote.content_spans)
        assert all(a.end <= b.start for a, b in zip(quote.content_spans, quote.content_spans[1:], strict=False))
        beside = {i for span in (*quote.cue_spans, *quote.source_spans) for i in range(*span)}
        assert not any(i in beside for span in quote.content_spans for i in range(*span))
        assert quote.speaker_id is None or quote.speaker_id in speaker_ids
        assert 0 <= quote.confidence <= 1
    contents = sorted(span for quote in analysis.quotes for span in quote.content_spans)
    assert all(a.end <= b.start for a, b in pairwise(contents))
    for speaker in analysis.speakers:
        assert speaker.n_quotes == sum(quote.speaker_id == speaker.speaker_id for quote in analysis.quotes) > 0
        assert all(0 <= mention.start < mention.end <= len(clean) for mention in speaker.mentions)


@settings(max_examples=100, deadline=None)
@given(st.lists(_PIECES.filter(lambda piece: piece not in "\"'’“”''"), max_size=30).map("".join))
def test_no_quote_runs_over_a_paragraph(text: str) -> None:
    """A piece of content never holds a paragraph break: an unclosed mark cannot swallow the article."""
    for quote in analyse(text).quotes:
        assert not any("\n\n" in span.of(analyse(text).document.text) for span in quote.content_spans)


def _straight(text: str) -> str:
    return re.sub("[‘’]", "'", re.sub("[“”]", '"', text))


@pytest.mark.parametrize("name", ["green-steel", "ash-creek-flood", "eelgrass-study", "school-phones", "tin-parade"])
def test_curly_and_straight_double_marks_give_the_same_quotes(name: str) -> None:
    """An article of a US house style gives the same rows with curly and with straight quotation marks."""
    text = _document(name).text
    curly, straight = analyse(text), analyse(_straight(text))
    assert [
        (q.content_spans, q.cue_spans, q.source_spans, q.quote_type, _straight(q.speaker or "")) for q in curly.quotes
    ] == [(q.content_spans, q.cue_spans, q.source_spans, q.quote_type, q.speaker or "") for q in straight.quotes]


def test_same_text_same_quotes() -> None:
    """The analysis of a text does not depend on what was analysed before."""
    texts = [_document(path.stem).text for path in sorted((EXAMPLES / "articles").glob("*.yaml"))[:4]]
    forwards = [analyse(text).quotes for text in texts]
    backwards = [analyse(text).quotes for text in reversed(texts)]
    assert forwards == backwards[::-1]


def test_a_speaker_is_spelled_alike_in_all_quotes() -> None:
    """A speaker without a name has one spelling, also where a sentence begins with it."""
    analysis = analyse("“It is late,” a friend said. A friend said, “It is very late.”")
    assert {quote.speaker for quote in analysis.quotes} == {speaker.speaker for speaker in analysis.speakers}
    assert len(analysis.speakers) == 1


def test_a_plain_quote_is_surer_than_a_doubtful_one() -> None:
    """Confidence tells a quotation with its speaker beside it from a passive that may report nothing."""
    plain = analyse("“It is late,” Bo Lund said.").quotes[0]
    doubtful = analyse("The festival is expected to draw 40,000 visitors.").quotes[0]
    assert plain.confidence > 0.9 > doubtful.confidence + 0.1


def test_a_quote_over_paragraphs_is_one_row() -> None:
    """What goes on in later paragraphs without reporting words of its own belongs to the quote that it began with."""
    text = "“It rains,” said Ana Diaz. “It pours.\n\n“It always has.\n\n“It will.”\n\nThe council met."
    [quote] = analyse(text).quotes
    assert quote.is_continuation
    assert [span.of(text) for span in quote.content_spans] == [
        "“It rains,”",
        "“It pours.",
        "“It always has.",
        "“It will.”",
    ]


def test_pronouns_of_a_speaker_are_the_articles() -> None:
    """he or she comes from the narration, also where the quote's own source is the name."""
    speaker = analyse("“Nobody died,” said Ana Diaz. She left. She was glad.").speakers[0]
    assert speaker.pronouns == "she"


def test_a_thousand_quotes_in_one_sentence_take_no_quadratic_way() -> None:
    """A sentence with more quotations than anybody writes is read in slices, and gives most of its quotes."""
    text = "Bo Lund said “no” " * 1000
    assert len(analyse(text).quotes) > 700


def test_quote_counts_its_sentiment_words() -> None:
    """n_positive and n_negative count the lexicon's words inside the content alone."""
    quote = analyse("It was terrible. “It is a great, great, awful day,” said kind Bo Lund.").quotes[0]
    assert (quote.n_positive, quote.n_negative) == (2, 1)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ana Diaz and Bo Lund met. “It is late,” Lund said. “Go,” Diaz said.", ["Bo Lund", "Ana Diaz"]),
        ("Ana Diaz said, “It is late,” and Bo Lund replied, “Then go.”", ["Ana Diaz", "Bo Lund"]),
    ],
)
def test_cue_before_or_after(text: str, speaker: list[str]) -> None:
    """Punctuation says whether the speaker stands before a quotation or after it."""
    assert [quote.speaker for quote in analyse(text).quotes] == speaker
