"""Attributions -> speakers: the source of every attribution resolved to a name within the article.

A name takes its fullest form in the article; a pronoun the likeliest person named before it; a role noun (“the
minister”) the person or organization that bears the role; a quotation without a source the speaker before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.document import Document, Span
from transforms.quotes.attribution import Attribution
from transforms.quotes.marks import Quotation
from transforms.quotes.names import (
    ORGANIZATION_WORDS,
    TITLES,
    Entity,
    Mention,
    find_mentions,
    first_names,
    group,
    name_key,
    sex_of_role,
)
from transforms.quotes.reading import NameKinds
from transforms.quotes.spans import Spans
from transforms.quotes.word_lists import word_list

_GROUP_NOUNS = word_list("group_nouns")
_DOCUMENT_NOUNS = word_list("document_nouns")
_ORGANIZATION_NOUNS = word_list("organization_nouns")
_PERSON_ENDINGS = (
    "er", "or", "ar", "man", "woman", "person", "ist", "ian", "ant", "ent", "ee", "boss", "chief", "head", "aide",
    "host", "star", "analyst", "captain", "judge", "nurse", "mother", "father", "son", "wife", "husband", "widow",
    "critic", "expert", "secretary", "guard", "clerk", "coach", "lawyer", "official", "veteran", "native", "mayor",
    "sister", "brother", "daughter", "teen", "teenager", "youth", "girl", "boy", "friend", "poet", "chef", "pilot",
    "general", "colonel", "chair", "candidate", "nominee", "tycoon", "mogul", "graduate", "magnate", "laureate",
    "-old", "resident", "source", "champion", "one", "spokesperson", "king", "queen", "bishop", "pope", "priest",
    "economist", "principal", "midfielder", "striker", "academic", "politician", "patient", "voice",
)  # fmt: skip
_ARTICLES = frozenset("the a an his her its their".split())
_ENDS_HEAD = frozenset("of for at from in with on by behind who to close familiar released".split())
_HYPERNYMS = word_list("person_hypernyms")
_COMMON_NOUNS = _GROUP_NOUNS | _DOCUMENT_NOUNS | _ORGANIZATION_NOUNS
_INDEFINITE = word_list("indefinite")
_COMPANY_NOUNS = word_list("company_nouns")
_COMPANY_WORDS = word_list("company_words")
_TEAM_NOUNS = frozenset(["club", "team", "side"])
_TEAM_WORDS = word_list("team_words")
_PUBLIC_BODY_WORDS = word_list("public_body_words")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who is quoted in an article. `mentions` are the offsets of the names that mean the speaker."""

    speaker_id: str
    speaker: str
    speaker_key: str
    speaker_kind: str
    role: str | None
    pronouns: str | None
    mentions: tuple[Span, ...]
    n_quotes: int
    n_words_quoted: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom a source means. `entity` is its number among the names, None where it has no name."""

    speaker: str | None
    kind: str
    entity: int | None
    role: str | None


_HEAD_END = re.compile(
    r"\s*[,(]|\s*--|\s*[—–]|\s-\s|\s(?:of|for|at|from|in|with|on|to|by|behind|who|whose|which|that|including|as)\s"
)
_PHRASE_BEFORE = re.compile(
    r"\b((?:an?|the|one|another|some|many|those|these)\s(?:[\w’'-]+\s){0,3}?[\w’'-]+),?\s*$", re.I
)
_AFTER_APPOSED = re.compile(r"$|[^\w’']|(?:of|from|at|for|with|in)\b")
_OPENING_PHRASE = re.compile(r"((?:An?|The|Its|Their|His|Her|This|That) (?:[a-z][\w’'-]* ?){1,4})")
_SUFFIX = re.compile(r"(?:Jr|Sr|I{1,3}|IV|s)\.?")
_ROLES_AS_NAMES = _HYPERNYMS | TITLES


def _is_role(mention: Mention) -> bool:
    """Whether a capitalized word is no name but what somebody is: Democrat, Senator, Judge."""
    return len(mention.words) == 1 and not mention.titles and mention.words[0].lower() in _ROLES_AS_NAMES


_SEVERAL = frozenset("two three four five six seven eight nine ten several many some few dozens hundreds".split())
_MAX_MENTIONS_BACK = 100  # names looked back at for a pronoun or a role
_N_RECENT_SENTENCES = 5
_N_RECENT_NAMES = 20
_LEAD_SENTENCES, _LEAD_REACH = 4, 12
# Role nouns that bring in somebody new rather than vary a name.
_NEVER_A_VARIATION = frozenset(
    "spokesman spokeswoman spokesperson official source lawyer attorney judge reporter interviewer moderator nurse "
    "doctor witness caller reader foreman juror prosecutor referee umpire coroner bailiff clerk teacher neighbour "
    "neighbor passer-by bystander interpreter translator".split()
)
NOBODY = Resolved(None, "none", None, None)


def resolve(
    document: Document, quotations: Sequence[Quotation], found: Sequence[Attribution], kinds: NameKinds
) -> tuple[list[Resolved], list[Entity]]:
    """Whom every attribution is by, in their order, and the names of the article."""
    mentions = find_mentions(document, quotations, kinds)
    entities = group(document, mentions, kinds)
    resolver = _Resolver(document, entities)
    return [resolver.resolve(attribution) for attribution in found], entities


class _Resolver:
    """Goes through the attributions in order and remembers who spoke last."""

    def __init__(self, document: Document, entities: Sequence[Entity]) -> None:
        self.document = document
        self.text = document.text
        self.entities = entities
        self.sentences = document.sentences
        self.sentence_starts = [sentence.start for sentence in self.sentences]
        self.mentions = sorted(
            ((mention, entity) for entity in entities for mention in entity.mentions), key=lambda pair: pair[0].span
        )
        self.spans = Spans([mention.span for mention, _ in self.mentions])
        self.only_quoted = {e.number for e in entities if all(mention.is_quoted for mention in e.mentions)}
        self.spoken_of: set[int] = set()  # who is named in what is said, and so hardly says it
        self.introduced: dict[str, Resolved] = {}  # unnamed speakers and documents, by their noun
        self.last: Resolved = NOBODY
        self.last_at = 0  # offset of the last source

    def resolve(self, attribution: Attribution) -> Resolved:
        if attribution.source is None:
            return self.last if attribution.is_continuation and attribution.cue is None else NOBODY
        self.spoken_of = {
            entity.number
            for span in attribution.content
            for mention, entity in self._mentions_in(span.start, span.end)
            if mention.is_quoted
        }
        is_sign = attribution.cue is not None and attribution.cue.of(self.text).lower() in ("read", "reads")
        if is_sign and attribution.source.of(self.text).lower() == "it":
            return NOBODY  # a sign or a card; the names before it are of others
        resolved = self._of_source(attribution.source)
        if attribution.evidence == "turn" and resolved.kind == "organization" and " " not in (resolved.speaker or ""):
            resolved = replace(resolved, kind="person")  # BELMAR: a name in capitals looks like an acronym
        self.last, self.last_at = resolved, attribution.source.start
        return resolved

    def _of_source(self, source: Span) -> Resolved:
        phrase = " ".join(source.of(self.text).split())
        lower = phrase.lower().replace("’", "'")
        if lower in ("he", "she", "him", "her", "his", "hers", "himself", "herself"):
            return self._of_pronoun(source, lower)
        if lower in ("who", "which", "that", "whose"):
            return self._of_antecedent(source) or (self._of_it(source) if lower == "which" else self._of_they())
        if lower in ("they", "them", "their", "themselves"):
            return self._of_they()
        if lower in ("it", "its", "itself"):
            return self._of_it(source)
        if lower in ("i", "we", "you", "me", "us", "my", "our", "your", "myself"):
            return self._author() if lower in ("i", "me", "my", "myself") else NOBODY
        named = self._named_in(source) or self._describing(source)
        if named is not None:
            return named
        head = re.split(r",|\s(?:who|which|that)\b|\s[—–-]\s", phrase)[0].strip() or phrase
        return self._of_phrase(source, head, head.lower().replace("’", "'"))

    def _author(self) -> Resolved:
        author = self.document.author
        if not author:
            return NOBODY
        named = next((e for e in self.entities if name_key(e.name) == name_key(author)), None)
        return self._is(named) if named else Resolved(author, "person", None, None)

    # --- names

    def _named_in(self, source: Span) -> Resolved | None:
        """The name that heads a source: “Lund's campaign manager Ana Diaz, who …” is Diaz, “a spokesman for X” nobody.

        The head ends before the first comma, bracket, dash or preposition that no name holds. Where it holds no name, a
        person may follow it between commas: “its lobbyist, Tobias Wren”.
        """
        within = [(m, e) for m, e in self._mentions_in(source.start, source.end) if m.span.end <= source.end + 2]
        if not within:
            return None
        head = self._head(source, [mention for mention, _ in within])
        heads = [(m, e) for m, e in within if m.span.start < head.end and not m.is_possessive and not _is_role(m)]
        persons = [(m, e) for m, e in heads if e.kind == "person"]
        mention, entity = (persons or heads or within)[-1]
        tail = self.text[mention.span.end : head.end].strip(" ,.’'")
        is_bare = not tail or tail.startswith(("“", '"', "‘", "'", "(")) or bool(_SUFFIX.fullmatch(tail))
        if not heads or not (is_bare or persons[:-1]):
            is_body = bool(set(head.of(self.text).lower().split()) & _ORGANIZATION_NOUNS)
            apposed = next(
                (e for m, e in within if (is_body or e.kind != "organization") and self._is_apposed(source, m)), None
            )
            if apposed is not None:
                return self._is(apposed)
            return self._of_compound(head, tail) if heads else None
        if len(heads) == 1 and len(entity.words) == 1 and entity.words[0].lower() in _COMMON_NOUNS:
            return None  # Residents said …
        if len(persons) > 1 and re.search(r"\s(?:and|nor|or)\s", head.of(self.text)):
            names = " and ".join(dict.fromkeys(e.name for _, e in persons))
            return Resolved(names, "group", None, None)
        return self._is(entity)

    def _is_apposed(self, source: Span, mention: Mention) -> bool:
        """Whether a name stands alone between commas: “a lawyer for the union, Tobias Wren,”."""
        before = self.text[source.start : mention.titles_start].rstrip()
        after = self.text[mention.span.end : source.end].lstrip()
        return before.endswith((",", "(", "—", "–", "--")) and bool(_AFTER_APPOSED.match(after))

    def _head(self, source: Span, mentions: Sequence[Mention]) -> Span:
        """The part of a source that holds its head noun or name."""
        last = mentions[-1]
        before = self.text[source.start : last.titles_start].split()
        links = [word for word in before if word in _ENDS_HEAD] + [word for word in before[1:] if word in _ARTICLES]
        is_one = last.span.end >= source.end and before and before[-1].islower() and "," not in " ".join(before)
        if is_one and before[-1] not in links and links in ([], ["of"]):
            return source  # secretary of state Ada Lindt
        for match in _HEAD_END.finditer(self.text, source.start, source.end):
            at = match.start()
            if at > source.start and not any(m.span.start < at < m.span.end for m in mentions):
                return Span(source.start, at)
        return source

    def _of_compound(self, source: Span, tail: str) -> Resolved | None:
        """A name used to say which: “Lund campaign”, “Halverston police”, “Northmere residents”."""
        phrase = " ".join(source.of(self.text).split())
        last = re.findall(r"[^\W_]+(?:-[^\W_]+)*", tail.lower())
        if not last:
            return None
        if last[-1] in _ORGANIZATION_NOUNS:
            return Resolved(_without_article(phrase), "organization", None, None)
        return self._of_phrase(source, phrase, phrase.lower())

    def _is(self, entity: Entity) -> Resolved:
        kind = "person" if entity.kind == "unknown" else entity.kind  # it speaks, and nothing says that it is a body
        return Resolved(entity.name, kind, entity.number, entity.roles[0] if entity.roles else None)

    # --- pronouns

    def _of_antecedent(self, source: Span) -> Resolved | None:
        """Whom a relative pronoun means: the name before it (“Ana Diaz, who”, “Ana Diaz, the mayor, who”), else the
        words before it (“a driver who”)."""
        start = self.sentences[max(0, self._sentence(source.start) - 1)].start
        clause = self.text[start : source.start]
        named = [(m, e) for m, e in self._mentions_in(start, source.start) if not m.is_possessive and not _is_role(m)]
        if named:
            mention, entity = named[-1]
            between = self.text[mention.span.end : source.start]
            if re.fullmatch(r"\s*(?:\([^)]*\))?\s*(?:,[^,.;]*)?[,—–-]*\s*", between):
                return self._is(entity)
        phrase = _PHRASE_BEFORE.search(clause)
        if phrase is None:
            return None
        span = Span(start + phrase.start(1), start + phrase.end(1))
        return self._of_phrase(span, phrase[1], phrase[1].lower())

    def _describing(self, source: Span) -> Resolved | None:
        """The name that a source stands behind to describe: “her daughter, Ellie, a high school senior”."""
        before = self.text[max(0, source.start - 2) : source.start]
        named = self._mentions_before(source.start)[-1:]
        if before != ", " or not named:
            return None
        mention, entity = named[0]
        is_next = self.text[mention.span.end : source.start].strip() == ","
        first = source.of(self.text).split()[0].lower()
        return self._is(entity) if is_next and entity.kind == "person" and first in _ARTICLES else None

    def _of_pronoun(self, source: Span, pronoun: str) -> Resolved:
        sex = "m" if pronoun in ("he", "him", "his", "himself") else "f"
        if self._last_is_unnamed_person() and not self._named_between(self.last_at, source.start):
            return self.last
        entity = self._likeliest_person(source.start, sex)
        if entity is None:
            return NOBODY
        return self._is(entity)

    def _last_is_unnamed_person(self) -> bool:
        head = re.split(r"\s(?:of|for|at|from|in|with|who|whose)\s|,", self.last.speaker or "")[0].lower().split()
        return self.last.kind == "unnamed" and bool(head) and (head[-1] in TITLES or head[-1].endswith(_PERSON_ENDINGS))

    def _named_between(self, start: int, end: int) -> bool:
        """Whether a person is named in the narration there."""
        return any(
            e.kind == "person" and not m.is_quoted and not m.is_possessive
            for m, e in self._mentions_in(start + 1, end)[-_MAX_MENTIONS_BACK:]
        )

    def _mentions_in(self, start: int, end: int) -> list[tuple[Mention, Entity]]:
        """The names that start in a range of the text."""
        found = self.spans.starting_in(start, end)
        return self.mentions[found.start : found.stop]

    def _mentions_before(self, at: int) -> list[tuple[Mention, Entity]]:
        """The last names before an offset, in the order of the text."""
        end = self.spans.starting_in(at, at).start
        return [(m, e) for m, e in self.mentions[max(0, end - _MAX_MENTIONS_BACK) : end] if m.span.end <= at]

    def _named_before(self, at: int) -> list[Entity]:
        """Who is named last before an offset, each once, whoever is named last at the end."""
        latest = dict.fromkeys(e.number for _, e in reversed(self._mentions_before(at)))
        return [self.entities[number] for number in reversed(latest)]

    def _likeliest_person(self, at: int, sex: str | None) -> Entity | None:
        """The person named before `at` whom a pronoun most likely means: recent, a subject, or the last speaker."""
        here = self._sentence(at)
        best: tuple[float, int] | None = None
        chosen: Entity | None = None
        for mention, entity in self._mentions_before(at):
            if entity.kind != "person" or entity.number in self.only_quoted or (sex and entity.sex not in (None, sex)):
                continue
            score = -1.0 * min(here - self._sentence(mention.span.start), 30)
            score += 1.2 * mention.is_subject - 1.0 * mention.is_possessive - 2.5 * mention.is_quoted
            score += 1.4 * (sex is not None and entity.sex == sex)
            score -= 2.0 * (entity.number in self.spoken_of)
            score -= 1.0 * (entity.sex is None and entity.words[0].lower() not in first_names() and not mention.titles)
            if entity.number == self.last.entity:
                score += 1.0
            if best is None or (score, mention.span.start) >= best:
                best, chosen = (score, mention.span.start), entity
        last = self._entity(self.last.entity)
        if last is not None and last.kind == "person" and (sex is None or last.sex in (None, sex)):
            score = -1.0 * min(here - self._sentence(self.last_at), 30) + 1.4 + 1.4 * (last.sex == sex)
            score -= 2.0 * (last.number in self.spoken_of)
            if best is None or score >= best[0]:
                return last
        return chosen

    def _of_they(self) -> Resolved:
        if self.last.kind in ("group", "organization", "unnamed", "person"):
            return self.last
        return NOBODY

    def _of_it(self, source: Span) -> Resolved:
        """What “it” means: a paper or a body that opens the sentence before (“A review … It found …”), what spoke last,
        else the organization named last."""
        opening = self._opening_phrase(source)
        if opening is not None:
            return self._of_phrase(opening, opening.of(self.text), opening.of(self.text).lower())
        if self.last.kind in ("organization", "document"):
            return self.last
        entity = self._latest(source.start, "organization")
        return self._is(entity) if entity else NOBODY

    def _opening_phrase(self, source: Span) -> Span | None:
        """The phrase without a name that the sentence before a pronoun opens with, if it is a paper or a body."""
        here = self._sentence(source.start) - 1
        if here < 1:
            return None
        start, end = self.sentences[here - 1]
        phrase = _OPENING_PHRASE.match(self.text, start, end)
        if phrase is None or self._mentions_in(start, phrase.end()):
            return None
        words = phrase[1].split()
        for n in range(2, len(words) + 1):
            if words[n - 1].lower() in _DOCUMENT_NOUNS | _ORGANIZATION_NOUNS:
                return Span(start, start + len(" ".join(words[:n])))
        return None

    # --- phrases without a name of their own

    def _of_phrase(self, source: Span, phrase: str, lower: str) -> Resolved:
        words = re.findall(r"[^\W_]+(?:[-'][^\W_]+)*", lower)
        head_words = words
        for i, word in enumerate(words):
            if i and word in _ENDS_HEAD:
                head_words = words[:i]
                break
        if not head_words:
            return NOBODY
        noun = head_words[-1].removesuffix("'s")
        if words[0] in _SEVERAL and head_words[-1].endswith(("s", "men", "women", "people", "police")):
            return Resolved(phrase, "group", None, None)
        is_indefinite = words[0] in _INDEFINITE or words[:3] in (["at", "least", "one"], ["more", "than", "one"])
        if words[0] in ("the", "this", "that") and len(words) <= 3 and noun in self.introduced:
            return self.introduced[noun]
        later = self._named_later(source, noun) if words[0] in ("a", "an") or words[0] == head_words[-1] else None
        if later is not None:
            return self._is(later)
        resolved = self._of_noun(source, phrase, head_words, noun, is_indefinite)
        if resolved.kind in ("unnamed", "document", "group") and len(words) > 1:
            self.introduced[noun] = resolved
        return resolved

    def _of_noun(self, source: Span, phrase: str, head: list[str], noun: str, is_indefinite: bool) -> Resolved:
        if not is_indefinite and noun in _ORGANIZATION_NOUNS and noun not in _DOCUMENT_NOUNS:
            return self._organization(source, phrase, noun)
        if noun in _DOCUMENT_NOUNS:
            return Resolved(_without_article(phrase), "document", None, None)
        if is_indefinite and noun in _ORGANIZATION_NOUNS:
            return Resolved(phrase, "group", None, None)
        if noun in _GROUP_NOUNS:
            return Resolved(_without_article(phrase), "group", None, None)
        if not is_indefinite and (noun.endswith(_PERSON_ENDINGS) or noun in TITLES):
            entity = self._person_with_role(source.start, noun, head)
            if entity is not None:
                return self._is(entity)
        if noun.endswith(_PERSON_ENDINGS) or noun in TITLES or is_indefinite:
            return Resolved(phrase, "unnamed", None, None)
        if noun in _ORGANIZATION_NOUNS:
            return Resolved(_without_article(phrase), "organization", None, None)
        if noun.endswith("s"):
            return Resolved(_without_article(phrase), "group", None, None)
        return Resolved(phrase, "unnamed", None, None)

    def _named_later(self, source: Span, noun: str) -> Entity | None:
        """Whom a lead means that names nobody yet: “A Northmere judge has ruled … Judge Ana Diaz said”: the first who
        bears the role, if nobody bore it before."""
        here = self._sentence(source.start)
        is_role = noun in _ORGANIZATION_NOUNS or noun in TITLES or noun.endswith(_PERSON_ENDINGS)
        if here > _LEAD_SENTENCES or not is_role or noun in _GROUP_NOUNS | _DOCUMENT_NOUNS:
            return None
        at = self.spans.starting_in(source.start, source.start).start
        bearing = [
            (i, e)
            for i, (m, e) in enumerate(self.mentions[: at + _MAX_MENTIONS_BACK])
            if self._sentence(m.span.start) <= here + _LEAD_REACH
            and (
                (e.kind == "person" and noun in e.role_words) or (e.kind == "organization" and noun in _lower_words(e))
            )
        ]
        return bearing[0][1] if bearing and bearing[0][0] >= at else None

    def _person_with_role(self, at: int, noun: str, head: list[str]) -> Entity | None:
        """The person named before who bears the role, with most of its words: “the finance minister” is no other
        minister, if there are two. Where nobody bears it: the likeliest person for a word that fits anybody (“the
        politician”), the only person of the last sentences for another (“the midfielder”)."""
        bearing = [e for e in self._named_before(at) if e.kind == "person" and noun in e.role_words]
        if bearing:
            n_shared = [len(e.role_words & set(head)) for e in bearing]
            return next(e for e, n in zip(reversed(bearing), reversed(n_shared), strict=True) if n == max(n_shared))
        recent = {e.number for m, e in self._mentions_before(at) if self._is_recent_person(m, e, at)}
        if noun in _NEVER_A_VARIATION or (noun not in _HYPERNYMS and not noun.endswith("-old") and len(recent) != 1):
            return None
        sex = sex_of_role(noun)
        return self._likeliest_person(at, sex)

    def _is_recent_person(self, mention: Mention, entity: Entity, at: int) -> bool:
        is_near = self._sentence(at) - self._sentence(mention.span.start) <= _N_RECENT_SENTENCES
        return is_near and entity.kind == "person" and not mention.is_quoted

    def _organization(self, source: Span, phrase: str, noun: str) -> Resolved:
        """The organization named before that bears the noun in its name or is said to be one. A company or a team may
        else be the one that the article is about; a ministry or a league that bears another name stays without one."""
        before = [e for _, e in self._mentions_before(source.start) if e.kind == "organization"]
        bearing = [e for e in self._named_before(source.start) if e.kind == "organization"]
        bearing = [e for e in bearing if noun in e.role_words or noun in _lower_words(e)]
        if bearing:
            return self._is(bearing[-1])
        may_be = [e for e in before if not e.is_place and not _is_dateline(e) and self._may_be(e, noun)]
        n_named = Counter(e.number for e in may_be)
        recent = may_be[-_N_RECENT_NAMES:]
        if len({e.number for e in recent}) > 1:
            recent = [e for e in recent if n_named[e.number] > 1]
        if recent and len(phrase.split()) == 2:
            return self._is(max(reversed(recent), key=lambda e: n_named[e.number]))
        return Resolved(_without_article(phrase), "organization", None, None)

    @staticmethod
    def _may_be(entity: Entity, noun: str) -> bool:
        words = _lower_words(entity)
        if noun in _TEAM_NOUNS:
            return not words & (_PUBLIC_BODY_WORDS | _COMPANY_WORDS)
        return noun in _COMPANY_NOUNS and not words & (_PUBLIC_BODY_WORDS | _TEAM_WORDS)

    def _latest(self, at: int, kind: str) -> Entity | None:
        before = [(m, e) for m, e in self._mentions_before(at) if e.kind == kind and not m.is_quoted]
        named = [e for _, e in before if not _is_dateline(e) and not e.is_place] or [e for _, e in before]
        with_word = [e for e in named if _lower_words(e) & ORGANIZATION_WORDS or e.words[-1].isupper()]
        latest = with_word or named
        return latest[-1] if latest else None

    def _entity(self, number: int | None) -> Entity | None:
        return None if number is None else self.entities[number]

    def _sentence(self, offset: int) -> int:
        return bisect_right(self.sentence_starts, offset)


def _lower_words(entity: Entity) -> set[str]:
    return {word.lower() for word in entity.words}


def _is_dateline(entity: Entity) -> bool:
    """HALVERSTON, PORT AMITY: a place in capitals, which says nothing."""
    return entity.name.isupper() and len(entity.name) > 7


def _without_article(phrase: str) -> str:
    return re.sub(r"^(?:the|The)\s", "", phrase)
