"""Counts -> readability measures. A new measure is a function of `Counts` and its entry in `METRICS`.

Every measure stands as its published source gives it. Words, sentences and syllables are those of
`transforms.segment` and `transforms.syllables`; textstat's own values are in `readability_textstat`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from textstat.backend.utils import get_lang_easy_words

from transforms.syllables import count_syllables, syllable_table
from transforms.voices import VoiceWords

MIN_WORDS = 30  # below, a formula made for samples of 100 words says nothing
_LONGEST_WORD = 60  # letters; the shapes of longer words are not remembered
_FAMILIAR_ENDINGS = "'s s es ed d ing ly er r est st n't 'll 've 're 'd".split()
_ENGLISH = re.compile(r"en(?:g(?:lish)?)?(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Counts:
    """What the measures are made of, for one voice of one article."""

    n_words: int
    n_sentences: int
    n_syllables: int
    n_letters: int  # letters and digits, without punctuation
    n_polysyllables: int  # words of three syllables or more
    n_monosyllables: int
    n_fog_hard_words: int  # of three syllables or more, without names, compounds, and verbs made so by -es or -ed
    n_long_words: int  # of more than six letters
    n_mini_words: int  # of up to three letters
    n_unfamiliar_words: int  # neither on the list of Dale and Chall, nor a regular form of one there, nor a name

    @property
    def words_per_sentence(self) -> float:
        return self.n_words / self.n_sentences

    @property
    def syllables_per_word(self) -> float:
        return self.n_syllables / self.n_words


@dataclass(frozen=True, slots=True)
class Reading:
    """The counts and measures of one voice; measures are None where `null_reason` says why."""

    counts: Counts
    metrics: dict[str, float | None]
    null_reason: str | None


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure: its column, what it means (with its unit), and how it follows from the counts."""

    name: str
    description: str
    value: Callable[[Counts], float]


def mean_sentence_length(c: Counts) -> float:
    """Words per sentence."""
    return c.words_per_sentence


def mean_word_length(c: Counts) -> float:
    """Letters and digits per word."""
    return c.n_letters / c.n_words


def mean_syllables(c: Counts) -> float:
    """Syllables per word."""
    return c.syllables_per_word


def flesch_reading_ease(c: Counts) -> float:
    """R. Flesch, A new readability yardstick, Journal of Applied Psychology 32 (1948)."""
    return 206.835 - 1.015 * c.words_per_sentence - 84.6 * c.syllables_per_word


def flesch_kincaid_grade(c: Counts) -> float:
    """J. P. Kincaid et al., Derivation of new readability formulas for Navy enlisted personnel (1975)."""
    return 0.39 * c.words_per_sentence + 11.8 * c.syllables_per_word - 15.59


def smog_index(c: Counts) -> float:
    """G. H. McLaughlin, SMOG grading: a new readability formula, Journal of Reading 12 (1969)."""
    return 3.1291 + 1.0430 * math.sqrt(c.n_polysyllables * 30 / c.n_sentences)


def coleman_liau_index(c: Counts) -> float:
    """M. Coleman and T. L. Liau, A computer readability formula designed for machine scoring, Journal of
    Applied Psychology 60 (1975)."""
    return 0.0588 * (100 * c.n_letters / c.n_words) - 0.296 * (100 * c.n_sentences / c.n_words) - 15.8


def automated_readability_index(c: Counts) -> float:
    """E. A. Smith and R. J. Senter, Automated readability index, AMRL-TR-66-220 (1967)."""
    return 4.71 * c.n_letters / c.n_words + 0.5 * c.words_per_sentence - 21.43


def dale_chall_readability_score(c: Counts) -> float:
    """E. Dale and J. S. Chall, A formula for predicting readability, Educational Research Bulletin 27 (1948). The
    constant is always added, as in the paper; textstat and others add it only above 5% of unfamiliar words."""
    return 0.1579 * (100 * c.n_unfamiliar_words / c.n_words) + 0.0496 * c.words_per_sentence + 3.6365


def gunning_fog(c: Counts) -> float:
    """R. Gunning, The technique of clear writing (1952). Hard are words of three syllables or more, but names,
    compounds of short words, and verbs whose -es or -ed makes the third syllable."""
    return 0.4 * (c.words_per_sentence + 100 * c.n_fog_hard_words / c.n_words)


def linsear_write_formula(c: Counts) -> float:
    """Linsear Write, ascribed to the US Air Force: one point for a word of up to two syllables, three for a longer
    one; here over the whole text instead of one sample of 100 words. (The "Lensear Write" of J. O'Hayre, Gobbledygook
    has gotta go, 1966, is another formula.)"""
    points = (c.n_words + 2 * c.n_polysyllables) / c.n_sentences
    return points / 2 if points > 20 else (points - 2) / 2


def lix(c: Counts) -> float:
    """C. H. Björnsson, Läsbarhet (1968)."""
    return c.words_per_sentence + 100 * c.n_long_words / c.n_words


def rix(c: Counts) -> float:
    """J. Anderson, Lix and Rix: variations on a little-known readability index, Journal of Reading 26 (1983)."""
    return c.n_long_words / c.n_sentences


def forcast(c: Counts) -> float:
    """J. S. Caylor et al., Methodologies for determining reading requirements of military occupational
    specialities, HumRRO TR 73-5 (1973)."""
    return 20 - 15 * c.n_monosyllables / c.n_words


def mcalpine_eflaw(c: Counts) -> float:
    """R. McAlpine, From plain English to global English (2006)."""
    return (c.n_words + c.n_mini_words) / c.n_sentences


def reading_time_s(c: Counts) -> float:
    """M. Brysbaert, How many words do we read per minute? A review and meta-analysis of reading rate, Journal of
    Memory and Language 109 (2019): 238 words a minute for adults who read English non-fiction silently. (textstat's
    14.69 ms a character, a first-pass time of Demberg and Keller 2008, gives about a third of that time.)"""
    return c.n_words * 60 / 238


METRICS = (
    Metric("mean_sentence_length", "Words per sentence.", mean_sentence_length),
    Metric("mean_word_length", "Letters and digits per word.", mean_word_length),
    Metric("mean_syllables", "Syllables per word.", mean_syllables),
    Metric("flesch_reading_ease", "Flesch reading ease: 0 (hard) to 100 (easy).", flesch_reading_ease),
    Metric("flesch_kincaid_grade", "Flesch-Kincaid: US school grade.", flesch_kincaid_grade),
    Metric("smog_index", "SMOG: US school grade.", smog_index),
    Metric("coleman_liau_index", "Coleman-Liau: US school grade.", coleman_liau_index),
    Metric("automated_readability_index", "Automated readability index: US school grade.", automated_readability_index),
    Metric(
        "dale_chall_readability_score", "Dale-Chall: score (8 to 9 is grade 11 to 12).", dale_chall_readability_score
    ),
    Metric("gunning_fog", "Gunning fog: years of schooling.", gunning_fog),
    Metric("linsear_write_formula", "Linsear Write: US school grade.", linsear_write_formula),
    Metric("lix", "LIX: 20 (very easy) to 60 (very hard).", lix),
    Metric("rix", "RIX: long words per sentence.", rix),
    Metric("forcast", "FORCAST: US school grade, from words of one syllable.", forcast),
    Metric("mcalpine_eflaw", "McAlpine EFLAW: up to 20 is very easy for learners of English.", mcalpine_eflaw),
    Metric("reading_time_s", "Reading time in seconds, at 238 words a minute.", reading_time_s),
)


def readability(words: VoiceWords, language: str | None) -> Reading:
    """The counts and measures of one voice. Below `MIN_WORDS` words every measure is None (``too_short``), for
    an article declared to be in another language than English too (``not_english``)."""
    counts = count(words)
    null_reason = None
    if language is not None and not _ENGLISH.match(language):
        null_reason = "not_english"
    elif counts.n_words < MIN_WORDS:
        null_reason = "too_short"
    if null_reason is not None:
        return Reading(counts, {metric.name: None for metric in METRICS}, null_reason)
    return Reading(counts, {metric.name: metric.value(counts) for metric in METRICS}, None)


def count(words: VoiceWords) -> Counts:
    """One pass over the words of a voice."""
    shapes = [_shape(word.text) if len(word.text) <= _LONGEST_WORD else _new_shape(word.text) for word in words.words]
    return Counts(
        n_words=len(shapes),
        n_sentences=words.n_sentences,
        n_syllables=sum(s.n_syllables for s in shapes),
        n_letters=sum(s.n_letters for s in shapes),
        n_polysyllables=sum(s.n_syllables >= 3 for s in shapes),
        n_monosyllables=sum(s.n_syllables == 1 for s in shapes),
        n_fog_hard_words=sum(s.is_fog_hard and not is_name for s, is_name in zip(shapes, words.is_name, strict=True)),
        n_long_words=sum(s.n_letters > 6 for s in shapes),
        n_mini_words=sum(s.n_letters <= 3 for s in shapes),
        n_unfamiliar_words=sum(
            not (s.is_familiar or is_name) for s, is_name in zip(shapes, words.is_name, strict=True)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the measures need to know of one spelling."""

    n_syllables: int
    n_letters: int
    is_fog_hard: bool
    is_familiar: bool


def _new_shape(word: str) -> _Shape:
    n_syllables = count_syllables(word)
    lower = word.lower().replace("’", "'")
    return _Shape(
        n_syllables=n_syllables,
        n_letters=sum(char.isalnum() for char in word),
        is_fog_hard=n_syllables >= 3 and "-" not in word and not _ending_makes_three(lower, n_syllables),
        is_familiar=_is_familiar(lower),
    )


_shape = lru_cache(65_536)(_new_shape)


def _ending_makes_three(word: str, n_syllables: int) -> bool:
    """Whether -es or -ed makes the third syllable (created, trespasses, but not considered, companies)."""
    if n_syllables != 3 or not word.endswith(("es", "ed")):
        return False
    bases = [word[:-1], word[:-2], word[:-3] + "y"] if word[-3] == "i" else [word[:-1], word[:-2]]
    base = next((base for base in bases if base in syllable_table()), word[:-2])
    return count_syllables(base) < 3


@cache
def _easy_words() -> frozenset[str]:
    """The list of Dale and Chall, as textstat carries it (MIT)."""
    return frozenset(get_lang_easy_words("en"))


def _is_familiar(word: str) -> bool:
    """Whether a word is on the list of Dale and Chall, or a regular plural, possessive, past, present, comparative,
    superlative or adverb of one there, or a number, or a compound of familiar words (their rules of 1948)."""
    easy = _easy_words()
    if word in easy or not any(char.isalpha() for char in word):
        return True
    if "-" in word:
        return all(_is_familiar(part) for part in word.split("-") if part)
    return any(stem in easy for stem in _stems(word))


def _stems(word: str) -> list[str]:
    stems = [word.removesuffix(ending) for ending in _FAMILIAR_ENDINGS if word.endswith(ending)]
    stems = [stem for stem in stems if len(stem) >= 2]
    with_e = [stem + "e" for stem in stems]
    with_y = [stem[:-1] + "y" for stem in stems if stem.endswith("i")]
    with_f = [stem[:-1] + "f" for stem in stems if stem.endswith("v")]
    undoubled = [stem[:-1] for stem in stems if len(stem) > 3 and stem[-1] == stem[-2]]
    return [*stems, *with_e, *with_y, *with_f, *undoubled]
