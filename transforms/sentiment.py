"""Lexicon -> counts: the words of a text that a word list puts into its categories, with negation.

A new lexicon is a file in `transforms/lexicons`: ``name.tsv`` with lines of term, category and weight.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transforms.document import Span, Token, Voice
from transforms.voices import VoiceWords

NEGATION_WINDOW = 3
"""A match is negated when one of this many words before it in the same sentence is a negation (VADER's window)."""

# The list of C. J. Hutto and E. Gilbert, VADER (2014), MIT licence, with "no" and "nobody" added and without slang;
# contractions with n't are recognized by their ending.
NEGATIONS = frozenset(
    "not no never none nobody neither nor nothing nowhere cannot without rarely seldom despite".split()
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A word list: the categories of every term (in lower case, with straight apostrophes)."""

    name: str
    categories: tuple[str, ...]
    terms: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Match:
    """A word of the text that a lexicon lists."""

    word: Token
    lexicon: str
    category: str
    term: str
    is_negated: bool


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """Matches of one category among the words of one voice."""

    voice: Voice
    lexicon: str
    category: str
    n_matches: int
    n_negated: int
    n_words: int


@dataclass(frozen=True, slots=True)
class TermCount:
    """Matches of one term among the words of one voice."""

    voice: Voice
    lexicon: str
    category: str
    term: str
    n_matches: int
    n_negated: int


@dataclass(frozen=True, slots=True)
class Sentiment:
    """The counts per voice, lexicon and category, the counts per term, and every match in the order of the text."""

    counts: tuple[CategoryCount, ...]
    terms: tuple[TermCount, ...]
    matches: tuple[Match, ...]

    def n_matches_in(self, spans: Iterable[Span], lexicon: str, category: str) -> int:
        """Matches of a category within the spans."""
        return sum(
            match.lexicon == lexicon and match.category == category and match.word.end <= span.end
            for span in spans
            for match in self.matches[self._first_from(span.start) : self._first_from(span.end)]
        )

    def _first_from(self, offset: int) -> int:
        return bisect_left(self.matches, offset, key=lambda match: match.word.start)


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """The built-in lexicons, by name."""
    folder = files("transforms.lexicons")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".tsv"))
    return tuple(_lexicon(name, (folder / name).read_text(encoding="utf-8")) for name in names)


def _lexicon(file_name: str, content: str) -> Lexicon:
    terms: dict[str, tuple[str, ...]] = {}
    for line in content.splitlines():
        if line and not line.startswith("#"):
            term, category, _weight = line.split("\t")
            terms[term] = (*terms.get(term, ()), category)
    categories = sorted({category for listed in terms.values() for category in listed})
    return Lexicon(file_name.removesuffix(".tsv"), tuple(categories), terms)


def sentiment(voices: dict[Voice, VoiceWords]) -> Sentiment:
    """The matches of all built-in lexicons, counted per voice.

    Negation looks back over the words of the whole sentence, whoever's voice they are in; a match is found
    once, so that quoted and narration add up to all.
    """
    found = [match for lexicon in lexicons() for match in _matches(voices[Voice.ALL], lexicon)]
    matches = tuple(sorted(found, key=lambda match: match.word.start))
    counts: list[CategoryCount] = []
    terms: list[TermCount] = []
    for voice, words in voices.items():
        starts = {word.start for word in words.words}
        of_voice = [match for match in matches if match.word.start in starts]
        n_matches = Counter((m.lexicon, m.category) for m in of_voice)
        n_negated = Counter((m.lexicon, m.category) for m in of_voice if m.is_negated)
        for lexicon in lexicons():
            for category in lexicon.categories:
                key = (lexicon.name, category)
                counts.append(CategoryCount(voice, *key, n_matches[key], n_negated[key], len(words.words)))
        n_term = Counter((m.lexicon, m.category, m.term) for m in of_voice)
        n_term_negated = Counter((m.lexicon, m.category, m.term) for m in of_voice if m.is_negated)
        terms.extend(TermCount(voice, *term, n, n_term_negated[term]) for term, n in sorted(n_term.items()))
    return Sentiment(tuple(counts), tuple(terms), matches)


def _matches(words: VoiceWords, lexicon: Lexicon) -> Iterator[Match]:
    since_negation = NEGATION_WINDOW
    for word, starts_sentence in zip(words.words, words.sentence_starts, strict=True):
        if starts_sentence:
            since_negation = NEGATION_WINDOW
        term = word.text.lower().replace("’", "'")
        for category in lexicon.terms.get(term, ()):
            yield Match(word, lexicon.name, category, term, since_negation < NEGATION_WINDOW)
        since_negation = 0 if term in NEGATIONS or term.endswith("n't") else since_negation + 1
