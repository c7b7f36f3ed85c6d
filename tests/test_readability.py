"""The measures against worked examples, and what holds for every text."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import analyse
from transforms.document import Document, Voice
from transforms.readability import METRICS, MIN_WORDS, Counts, count, readability
from transforms.segment import segment
from transforms.voices import VoiceWords, voice_words

SAMPLE = Counts(
    n_words=100,
    n_sentences=5,
    n_syllables=150,
    n_letters=450,
    n_polysyllables=12,
    n_monosyllables=65,
    n_fog_hard_words=10,
    n_long_words=20,
    n_mini_words=40,
    n_unfamiliar_words=15,
)
MEASURE = {metric.name: metric.value for metric in METRICS}


def _words(text: str) -> VoiceWords:
    return voice_words(segment(Document("", 0, "", text)), ())[Voice.ALL]


# Computed by hand from each formula as its source prints it, for SAMPLE unless other counts are given.
@pytest.mark.parametrize(
    ("name", "counts", "value"),
    [
        ("mean_sentence_length", {}, 20),
        ("mean_word_length", {}, 4.5),
        ("mean_syllables", {}, 1.5),
        ("flesch_reading_ease", {}, 59.635),  # 206.835 - 1.015 * 20 - 84.6 * 1.5
        ("flesch_kincaid_grade", {}, 9.91),  # 0.39 * 20 + 11.8 * 1.5 - 15.59
        ("smog_index", {"n_sentences": 30, "n_polysyllables": 100}, 13.5591),  # 1.0430 * 10 + 3.1291
        ("coleman_liau_index", {}, 9.18),  # 0.0588 * 450 - 0.296 * 5 - 15.8
        ("automated_readability_index", {}, 9.765),  # 4.71 * 4.5 + 0.5 * 20 - 21.43
        ("dale_chall_readability_score", {}, 6.997),  # 0.1579 * 15 + 0.0496 * 20 + 3.6365
        ("dale_chall_readability_score", {"n_unfamiliar_words": 0}, 4.6285),  # the constant is always added
        ("gunning_fog", {}, 12),  # 0.4 * (20 + 10)
        ("linsear_write_formula", {}, 12.4),  # (88 + 3 * 12) / 5 = 24.8; over 20: halved
        ("linsear_write_formula", {"n_sentences": 10, "n_polysyllables": 0}, 4),  # 100 / 10 = 10; (10 - 2) / 2
        ("lix", {}, 40),  # 20 + 20
        ("rix", {}, 4),  # 20 / 5
        ("forcast", {}, 10.25),  # of 150 words 97.5 have one syllable: 20 - 97.5 / 10
        ("mcalpine_eflaw", {}, 28),  # (100 + 40) / 5
        ("reading_time_s", {"n_words": 238}, 60),  # 238 words a minute
    ],
)
def test_worked_example(name: str, counts: dict[str, int], value: float) -> None:
    """The measure equals the value worked out by hand from its source."""
    assert MEASURE[name](replace(SAMPLE, **counts)) == pytest.approx(value, abs=1e-9)


def test_every_measure_has_a_worked_example() -> None:
    """No measure is without a worked example, and none is listed twice."""
    [marks] = [mark for mark in test_worked_example.pytestmark if mark.name == "parametrize"]  # type: ignore[attr-defined]  # pytest sets it
    assert {example[0] for example in marks.args[1]} == set(MEASURE)
    assert len(METRICS) == len(MEASURE)


def test_published_example_of_flesch() -> None:
    """“The cat sat on the mat.” scores 116 (reading ease) and -1.45 (grade), as published examples say."""
    counts = count(_words("The cat sat on the mat."))
    assert MEASURE["flesch_reading_ease"](counts) == pytest.approx(116.145)
    assert MEASURE["flesch_kincaid_grade"](counts) == pytest.approx(-1.45)


def test_published_example_of_coleman_liau() -> None:
    """639 letters, 119 words, 5 sentences: grade 14.5, the example commonly printed with the formula."""
    counts = replace(SAMPLE, n_letters=639, n_words=119, n_sentences=5)
    assert MEASURE["coleman_liau_index"](counts) == pytest.approx(14.53, abs=0.005)


def test_counts_of_a_passage() -> None:
    """Every count of a passage is the one counted by hand."""
    text = "The committee created beautiful gardens. Considered cheap, it wasn’t! Residents of Washington watched."
    counts = count(_words(text))
    assert asdict(counts) == {
        "n_words": 13,
        "n_sentences": 3,
        # the 1 com-mit-tee 3 cre-at-ed 3 beau-ti-ful 3 gar-dens 2 con-sid-ered 3 cheap 1 it 1 was-n’t 2
        # res-i-dents 3 of 1 Wash-ing-ton 3 watched 1
        "n_syllables": 27,
        "n_letters": 85,
        "n_polysyllables": 6,
        "n_monosyllables": 5,
        "n_fog_hard_words": 4,  # committee, beautiful, Considered, Residents; not created (create), Washington (a name)
        "n_long_words": 8,  # committee created beautiful gardens Considered Residents Washington watched
        "n_mini_words": 3,  # The it of
        "n_unfamiliar_words": 4,  # committee, created, Considered, Residents
    }


@pytest.mark.parametrize(
    ("word", "is_familiar"),
    [
        ("dogs", True),
        ("happier", True),
        ("stopped", True),
        ("wolves", True),
        ("making", True),
        ("they’ll", True),
        ("should've", True),
        ("twenty-one", True),
        ("1,000", True),
        ("mayor’s", True),
        ("consider", False),
        ("economy", False),
        ("well-administered", False),
    ],
)
def test_familiar_words(word: str, is_familiar: bool) -> None:
    """Regular forms, numbers and compounds of listed words are familiar, other words are not."""
    assert count(_words(f"see {word}")).n_unfamiliar_words == (not is_familiar)


@pytest.mark.parametrize(
    ("word", "is_hard"),
    [
        ("created", False),
        ("trespasses", False),
        ("considered", True),
        ("companies", True),
        ("government", True),
        ("book-keeping", False),
        ("cat", False),
    ],
)
def test_hard_words_of_gunning(word: str, is_hard: bool) -> None:
    """A verb that -es or -ed makes long is not hard, nor is a compound; a word with a base of three syllables is."""
    assert count(_words(f"see {word}")).n_fog_hard_words == is_hard


@pytest.mark.parametrize(
    ("language", "null_reason"),
    [
        *((english, None) for english in (None, "en", "en-GB", "en_US", "English (UK)", "eng")),
        *((other, "not_english") for other in ("de", "French", "enm", "")),
    ],
)
def test_only_english_is_measured(language: str | None, null_reason: str | None) -> None:
    """An article declared to be in another language has counts, no measures, and the reason."""
    reading = readability(_words("the rain fell " * 20), language)
    assert reading.null_reason == null_reason
    assert {value is None for value in reading.metrics.values()} == {null_reason is not None}
    assert reading.counts.n_words == 60


@pytest.mark.parametrize(
    ("n_words", "null_reason"), [(0, "too_short"), (MIN_WORDS - 1, "too_short"), (MIN_WORDS, None)]
)
def test_short_texts_are_not_measured(n_words: int, null_reason: str | None) -> None:
    """Below MIN_WORDS words there is no measure, from there on every measure is a number."""
    reading = readability(_words("rain " * n_words), None)
    assert reading.null_reason == null_reason
    assert all((value is None) == (null_reason is not None) for value in reading.metrics.values())


PASSAGES = [
    "Rain fell. ",
    "“Considerable damage, isn’t it,” said Ina Corvell. ",
    "\n\n",
    "The Mersey’s ‘big’ rise. ",
    "“Oh. ",
]
TEXTS = st.lists(st.sampled_from(PASSAGES), max_size=25).map("".join)


@given(TEXTS)
def test_voices_add_up(text: str) -> None:
    """Every count but that of sentences is, for all, what it is for quoted and narration together."""
    readings = {voice: asdict(reading.counts) for voice, reading in analyse(text).readability.items()}
    for name in set(asdict(SAMPLE)) - {"n_sentences"}:
        assert readings[Voice.ALL][name] == readings[Voice.QUOTED][name] + readings[Voice.NARRATION][name]


@given(TEXTS)
def test_marks_and_line_ends_make_no_difference(text: str) -> None:
    """Straight apostrophes and CRLF give the same readings as curly ones and LF."""
    readings = analyse(text).readability
    assert analyse(text.replace("\n", "\r\n")).readability == readings
    assert analyse(text.replace("’", "'")).readability[Voice.ALL] == readings[Voice.ALL]


def test_long_words_have_more_than_six_letters() -> None:
    """LIX and RIX count words of seven letters, not of six."""
    assert count(_words("planet planets")).n_long_words == 1
