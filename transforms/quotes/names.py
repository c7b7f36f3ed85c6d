"""Names in an article: runs of capitalized words, grouped into the persons and organizations they mean."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from transforms.document import Document, Span, Token
from transforms.quotes.marks import Quotation, is_nickname, quoted_spans
from transforms.quotes.reading import NameKinds
from transforms.quotes.spans import Spans
from transforms.quotes.word_lists import word_list

_MALE_TITLES = word_list("male_titles")
_FEMALE_TITLES = word_list("female_titles")
TITLES = _MALE_TITLES | _FEMALE_TITLES | word_list("titles")
_ROLE_ENDINGS = TITLES - word_list("titles_before_titles")
ORGANIZATION_WORDS = word_list("organization_words")
_ORGANIZATION_NOUNS = word_list("organization_nouns")
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
_SPELLED_TITLES = {
    "sen": "senator",
    "gov": "governor",
    "rep": "representative",
    "prof": "professor",
    "gen": "general",
    "col": "colonel",
    "capt": "captain",
    "sgt": "sergeant",
    "lt": "lieutenant",
    "det": "detective",
    "insp": "inspector",
    "supt": "superintendent",
    "rev": "reverend",
    "cllr": "councillor",
    "ceo": "executive",
    "dr": "doctor",
}
_ALSO_NAMES = word_list("titles_that_are_names")
_PLACE_BEFORE = word_list("place_before")
_PARTICLES = word_list("particles")
_DAYS_AND_MONTHS = word_list("days")
_NOT_NAMES = word_list("not_names")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text. `words` are the words of the name itself, `titles` those before it."""

    span: Span
    words: tuple[str, ...]
    titles: tuple[str, ...]
    titles_start: int  # where the titles begin; the name itself where there are none
    sentence: int
    is_quoted: bool
    is_possessive: bool
    is_subject: bool


@dataclass
class Entity:
    """A person or organization, with all its mentions. `sex` is f, m or None, for the choice of pronouns only."""

    number: int
    name: str
    words: tuple[str, ...]
    kind: str  # person, organization or unknown
    sex: str | None
    is_place: bool = False
    pronouns: str | None = None  # he or she, where the article's narration tells
    mentions: list[Mention] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    role_words: frozenset[str] = frozenset()  # the words of the roles, titles spelled out


@cache
def first_names() -> dict[str, str]:
    """First name in lower case -> f, m or x (see first_names.tsv)."""
    lines = (files("transforms.quotes") / "first_names.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def name_key(name: str) -> str:
    """A name in the form that groups it over articles: lower case, no accents, titles, initials or nicknames.

    >>> name_key("Sen. Zoë J. “Zee” Marchetti-Lowe")
    'zoe marchetti-lowe'
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"[“\"‘'][^”\"’']*[”\"’']\s", "", name)).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = re.findall(r"[^\W_]+(?:['’.&-][^\W_]+)*", re.sub(r"['’]s\b", "", plain))
    core = [word for word in words if word not in ("mr", "mrs", "ms", "dr", "sen", "rep", "gov", "the", "jr", "sr")]
    if len(core) > 2:
        core = [core[0], *(word for word in core[1:-1] if len(word) > 1), core[-1]]
    return " ".join(core or words)


def find_mentions(document: Document, quotations: Sequence[Quotation], kinds: NameKinds) -> list[Mention]:
    """All names of the article, in order: runs of capitalized words, mended by what the tagger says of each word."""
    text = document.text
    lower_words = {token.text for token in document.words() if token.text.islower()}
    nicknames = {q.span.start: q for q in quotations if is_nickname(text, q)}
    spelled_out = _spelled_out(text)
    spelled_starts = [span.start for span in spelled_out]
    quoted = Spans([q.span for q in quotations])
    mentions: list[Mention] = []
    number = 0
    for paragraph in document.paragraphs:
        sentence_starts = [sentence.start for sentence in paragraph.sentences]
        tokens = paragraph.tokens
        runs = _runs(text, tokens, sentence_starts, lower_words, nicknames)
        first, last = (bisect_left(spelled_starts, bound) for bound in paragraph.span)
        runs = [_trimmed_run(run, kinds) for run in _joined_runs(runs, tokens, kinds)]
        runs = _with_spelled_out(runs, tokens, spelled_out[first:last])
        for run in sorted(runs, key=lambda run: run[0].start):
            sentence = bisect_right(sentence_starts, run[0].start) - 1
            mention = _mention(text, run, number + sentence, sentence_starts[sentence], quoted)
            if mention is not None:
                mentions.append(mention)
        number += len(sentence_starts)
    return mentions


_ACRONYM = re.compile(r"\(([A-Z]{2,7})\)")
_SMALL_WORDS = word_list("small_words")


def _spelled_out(text: str) -> list[Span]:
    """Names whose acronym stands behind them in brackets: “the Brotherhood of Signal and Track Workers (BSTW)”."""
    found = []
    for match in _ACRONYM.finditer(text):
        words = list(re.finditer(r"[\w’'.-]+", text[max(0, match.start() - 120) : match.start()]))
        offset = max(0, match.start() - 120)
        letters = list(match[1])
        start = None
        for word in reversed(words):
            if not letters:
                break
            if word[0][0].upper() == letters[-1] and (word[0][0].isupper() or word[0] in _SMALL_WORDS):
                letters.pop()
                start = word.start()
            elif word[0] not in _SMALL_WORDS:
                break
        if not letters and start is not None:
            found.append(Span(offset + start, match.start() - 1))
    return found


def _with_spelled_out(runs: list[list[Token]], tokens: Sequence[Token], spans: Sequence[Span]) -> list[list[Token]]:
    """The runs, with those that a spelled-out name holds replaced by that name."""
    starts = [token.start for token in tokens]
    named = [list(tokens[bisect_left(starts, span.start) : bisect_left(starts, span.end)]) for span in spans]
    held = {token.start for run in named for token in run}
    return [*(run for run in runs if run[0].start not in held), *(run for run in named if run)]


def _runs(
    text: str,
    tokens: Sequence[Token],
    sentence_starts: Sequence[int],
    lower_words: set[str],
    nicknames: dict[int, Quotation],
) -> list[list[Token]]:
    """The runs of tokens that are names, in order: capitalized words with what may stand between them."""
    runs: list[list[Token]] = []
    run: list[Token] = []
    starts = set(sentence_starts)
    skip_to = -1
    for i, token in enumerate(tokens):
        if token.start < skip_to:
            continue
        if run and token.start in nicknames:
            skip_to = nicknames[token.start].span.end
            continue
        if run and (_is_apart(text, max(run[-1].end, skip_to), token.start) or token.start in starts):
            runs.append(run)
            run = []
        begins = token.start in starts or (i > 0 and tokens[i - 1].text in _OPENING_MARKS)
        may_start = _is_name_word(token, begins, lower_words) or _is_month_as_name(run, tokens, i)
        if may_start or (run and _goes_on(run, tokens, i)):
            run.append(token)
        elif run:
            runs.append(run)
            run = []
        if run and token.text.endswith(("’s", "'s")):
            runs.append(run)
            run = []
    return [*runs, run] if run else runs


_LINKS_IN_NAMES = word_list("links_in_names")
_NONE, _ORGANIZATION = 0, 2  # columns of NameKinds


def _joined_runs(runs: Sequence[list[Token]], tokens: Sequence[Token], kinds: NameKinds) -> list[list[Token]]:
    """The runs, with those joined that small words part within one organization: “Court of Appeals” and “Sixth Circuit”
    of “Court of Appeals for the Sixth Circuit”."""
    starts = [token.start for token in tokens]
    joined: list[list[Token]] = []
    for run in runs:
        if joined:
            between = tokens[bisect_left(starts, joined[-1][-1].end) : bisect_left(starts, run[0].start)]
            pieces = [joined[-1][-1], *between, run[0]]
            if (
                0 < len(between) <= 2
                and all(token.text.lower() in _LINKS_IN_NAMES for token in between)
                and all(kinds.of(token.span)[_ORGANIZATION] > 0.5 for token in pieces)
            ):
                joined[-1] = [*joined[-1], *between, *run]
                continue
        joined.append(run)
    return joined


def _trimmed_run(run: list[Token], kinds: NameKinds) -> list[Token]:
    """A run without the words at its ends that are surely of no name, as in headlines: “Lund Vows” is Lund."""
    none = [kinds.of(token.span)[_NONE] if token.is_word else 0.5 for token in run]
    if min(none) > 0.5:
        return run
    start, end = 0, len(run)
    while none[end - 1] > _SURELY_NONE and run[end - 1].text.lower() not in TITLES | _SUFFIXES:
        end -= 1
    while none[start] > _SURELY_NONE and run[start].text.lower().rstrip(".") not in TITLES:
        start += 1
    return run[start:end]


_SURELY_NONE = 0.9
_OPENING_MARKS = frozenset("“\"‘'(:—")


def _goes_on(run: Sequence[Token], tokens: Sequence[Token], i: int) -> bool:
    """Whether a name goes on with a token that is no capitalized word: van, of, &, a full stop, an apostrophe."""
    token = tokens[i]
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if token.text.lower() in _PARTICLES:
        following = next((t for t in tokens[i + 1 : i + 4] if t.text.lower() not in _PARTICLES), None)
        return following is not None and following.text[0].isupper()
    if token.text in (".", "&", "’", "'"):
        return _binds(run[-1], token, after)
    return (token.text == "of" and _names_of(run, tokens, i)) or (token.text == "the" and run[-1].text == "of")


def _is_apart(text: str, end: int, start: int) -> bool:
    """Whether anything but white space stands between the end of a word and the start of the next."""
    return bool(text[end:start].strip())


def _is_name_word(token: Token, begins_sentence: bool, lower_words: set[str]) -> bool:
    if not token.is_word or not token.text[0].isupper():
        return False
    lower = token.text.lower().replace("’", "'")
    if lower in _DAYS_AND_MONTHS or lower.split("'")[0] in _NOT_NAMES:
        return False
    return not (begins_sentence and lower in lower_words and lower not in TITLES and lower not in first_names())


def _is_month_as_name(run: Sequence[Token], tokens: Sequence[Token], i: int) -> bool:
    """Clara May, April Lund: a month behind or before a name that is no title."""
    word = tokens[i].text.lower()
    if word not in _MONTHS_AS_NAMES or not tokens[i].text[0].isupper():
        return False
    if run:
        return run[-1].text.lower() in first_names()
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    is_first_name = word in first_names() and after is not None and after.text[0].isupper()
    return is_first_name and after is not None and after.text.lower() not in TITLES | _DAYS_AND_MONTHS | _NOT_NAMES


_MONTHS_AS_NAMES = frozenset("april may june august march jan".split())


def _binds(before: Token, mark: Token, after: Token | None) -> bool:
    """The full stop of a title or an initial; the sign & of a firm."""
    if after is None or not after.text[0].isupper():
        return False
    if mark.text in "’'":
        return mark.start == before.end and before.text.endswith("s") and after.start == mark.end + 1
    return mark.text == "&" or (mark.start == before.end and (before.text.lower() in TITLES or len(before.text) <= 2))


def _names_of(run: Sequence[Token], tokens: Sequence[Token], i: int) -> bool:
    """University of Halverston, House of Lords, Ministry of the Interior."""
    following = tokens[i + 1 : i + 3]
    capital = bool(following) and (
        following[0].text[0].isupper()
        or (following[0].text == "the" and len(following) > 1 and following[1].text[0].isupper())
    )
    return capital and run[-1].text.lower() in ORGANIZATION_WORDS | {"secretary", "department", "bank", "house"}


def _mention(text: str, run: list[Token], sentence: int, sentence_start: int, quoted: Spans) -> Mention | None:
    while run and (not run[-1].is_word or run[-1].text.lower() in ("of", "the") or run[-1].text in _PARTICLES):
        run = run[:-1]
    if not run:
        return None
    last = run[-1].text
    is_possessive = last.endswith(("’s", "'s"))
    end = run[-1].end - (2 if is_possessive else 0)
    words = [token.text for token in run if token.is_word]
    words[-1] = last[:-2] if is_possessive else last
    n_titles = _n_titles(words)
    names = tuple(word for word in words[n_titles:] if word.rstrip(".").lower() not in _SUFFIXES)
    if not names:
        names, n_titles = tuple(words), 0
    word_tokens = [token for token in run if token.is_word]
    start = word_tokens[n_titles].start
    span = Span(start, end)
    before = text[max(sentence_start, word_tokens[0].start - 60) : word_tokens[0].start].strip(" “\"‘'").lower()
    return Mention(
        span=span,
        words=names,
        titles=tuple(word.lower().rstrip(".") for word in words[:n_titles]),
        titles_start=word_tokens[0].start,
        sentence=sentence,
        is_quoted=quoted.hold(span.start),
        is_possessive=is_possessive,
        is_subject=len(before.split()) <= 3 and "," not in before[:-1],
    )


def _n_titles(words: Sequence[str]) -> int:
    """How many words in front of a name are titles: up to the last title, if a name is left."""
    last = 0
    for i, word in enumerate(words[:-1]):
        title = word.lower().rstrip(".")
        if (
            title in _ROLE_ENDINGS
            and words[-1].lower() not in ORGANIZATION_WORDS
            and not (title in _ALSO_NAMES and any(before.lower() not in TITLES for before in words[:i]))
        ):
            last = i + 1
            if words[i + 1] == "of" and len(words) > i + 3:  # Secretary of State Ada Lindt
                last = i + 3
    return last


def group(document: Document, mentions: Sequence[Mention], kinds: NameKinds) -> list[Entity]:
    """The persons and organizations that the mentions mean. A later or earlier fuller name takes shorter ones.

    Done twice where the article's pronouns tell the sex of somebody: “Mrs Lund” is then not her husband.
    """
    entities = _grouped(document, mentions, kinds, {})
    learned = _learned_sexes(document, entities)
    unknown = {entity.words for entity in entities if entity.kind == "person" and entity.sex is None}
    if unknown & learned.keys():
        entities = _grouped(document, mentions, kinds, {words: learned[words] for words in unknown & learned.keys()})
    for entity in entities:
        if entity.kind == "person" and entity.words in learned:
            entity.sex = entity.sex or learned[entity.words]
            entity.pronouns = "he" if learned[entity.words] == "m" else "she"
    return entities


def _grouped(
    document: Document, mentions: Sequence[Mention], kinds: NameKinds, sexes: dict[tuple[str, ...], str]
) -> list[Entity]:
    index = _Index(document.text, sexes)
    for mention in mentions:
        if len(mention.words) > 1:
            index.add_full(mention)
    for mention in mentions:
        if len(mention.words) > 1:
            index.note(mention)
        else:
            index.add_short(mention)
    for entity in index.entities:
        entity.mentions.sort(key=lambda m: m.span)
        entity.kind = _kind(document.text, entity, kinds)
        entity.is_place = _is_place(document.text, entity, kinds)
        entity.roles = _roles(document.text, entity)
        entity.role_words = _role_words(entity.roles)
        entity.sex = _sex(entity)
    return index.entities


_PRONOUN_WITHIN = 300  # characters after a name
_PRONOUN = re.compile(r"\b(?:(he|his|him|himself)|(she|her|hers|herself))\b", re.I)


def _learned_sexes(document: Document, entities: Sequence[Entity]) -> dict[tuple[str, ...], str]:
    """The sex of persons as the pronouns that follow the name tell it, in the narration of a sentence that names no
    other person and of the next one if that names nobody."""
    persons = [e for e in entities if e.kind == "person"]
    named: dict[int, set[int]] = defaultdict(set)
    for entity in persons:
        for mention in entity.mentions:
            named[mention.sentence].add(entity.number)
    quoted, sentences = Spans(quoted_spans(document)), document.sentences
    found = {}
    for entity in persons:
        if len(entity.words) > 1:
            votes: Counter[str] = Counter()
            for mention in entity.mentions[:_MAX_NAMESAKES]:
                if not mention.is_quoted and named[mention.sentence] == {entity.number}:
                    is_alone = not named[mention.sentence + 1]
                    votes.update(_pronouns_after(document, sentences, mention, quoted, is_alone=is_alone))
            if votes and max(votes.values()) >= 2 * min(votes["m"], votes["f"]) and votes["m"] != votes["f"]:
                found[entity.words] = max(votes, key=lambda sex: votes[sex])
    return found


def _pronouns_after(
    document: Document, sentences: Sequence[Span], mention: Mention, quoted: Spans, *, is_alone: bool
) -> list[str]:
    last = min(mention.sentence + is_alone, len(sentences) - 1)
    end = min(sentences[last].end, mention.span.end + _PRONOUN_WITHIN)
    matches = _PRONOUN.finditer(document.text, mention.span.end, end)
    return ["m" if match[1] else "f" for match in matches if not quoted.hold(match.start())]


def _name(text: str, mention: Mention) -> str:
    return " ".join(mention.span.of(text).split())


def _same(a: Sequence[str], b: Sequence[str]) -> bool:
    """One name is the other with a middle name, an initial or a nickname more."""
    a, b = [w.casefold() for w in a], [w.casefold() for w in b]
    if a == b:
        return True
    short, long_ = sorted((a, b), key=len)
    if len(short) < 2:
        return False
    if long_[-1] in ORGANIZATION_WORDS and short in (long_[: len(short)], long_[-len(short) :]):
        return True  # Tallow Yard, Tallow Yard Press; Northmere High Court, High Court
    return short[-1] == long_[-1] and short[0] == long_[0] and len(long_) - len(short) <= 2


class _Index:
    """The entities, to be found by their first word, last word and initials while the text is read."""

    def __init__(self, text: str, sexes: dict[tuple[str, ...], str]) -> None:
        self.text = text
        self.sexes = sexes
        self.entities: list[Entity] = []
        self.by_first: dict[str, list[Entity]] = defaultdict(list)
        self.by_last: dict[str, list[Entity]] = defaultdict(list)
        self.by_initials: dict[str, list[Entity]] = defaultdict(list)
        self.of_mention: dict[Span, Entity] = {}
        self.n_named: Counter[int] = Counter()  # mentions so far
        self.last_named: dict[int, Span] = {}

    def add_full(self, mention: Mention) -> None:
        """A name of several words: a known entity, whose name it may complete, or a new one."""
        first = mention.words[0].casefold()
        entity = next((e for e in self.by_first[first][-_MAX_NAMESAKES:] if _same(e.words, mention.words)), None)
        name = _name(self.text, mention)
        if entity is None:
            entity = self._new(mention)
        elif (len(mention.words), len(name)) > (len(entity.words), len(entity.name)):
            entity.words, entity.name = mention.words, name
            self._register(entity)
        self.of_mention[mention.span] = entity
        entity.mentions.append(mention)

    def note(self, mention: Mention) -> None:
        """That the text has now named a full name."""
        number = self.of_mention[mention.span].number
        self.n_named[number] += 1
        self.last_named[number] = mention.span

    def add_short(self, mention: Mention) -> None:
        """A name of one word: the last name, initials or first name of an entity, or a new one."""
        entity = self._of_short(mention)
        if entity is None:
            entity = self._new(mention)
        entity.mentions.append(mention)
        self.of_mention[mention.span] = entity
        self.note(mention)

    def _sex(self, entity: Entity) -> str | None:
        return _guessed_sex(entity) or self.sexes.get(entity.words)

    def _new(self, mention: Mention) -> Entity:
        entity = Entity(len(self.entities), _name(self.text, mention), mention.words, "", None)
        self.entities.append(entity)
        self._register(entity)
        return entity

    def _register(self, entity: Entity) -> None:
        keys = [(self.by_last, entity.words[-1].casefold())]
        if len(entity.words) > 1:
            keys += [(self.by_first, entity.words[0].casefold()), (self.by_initials, _initials(entity.words))]
        for index, key in keys:
            if entity not in index[key][-_MAX_NAMESAKES:]:
                index[key].append(entity)

    def _of_short(self, mention: Mention) -> Entity | None:
        """Of several that fit, whoever the text has named most so far, then last; else whoever it names first. A
        title that tells the sex rules some out."""
        word = mention.words[0]
        sex = _sex_of_titles(mention.titles)
        acronym = word.replace(".", "") if word.isupper() else ""
        by_first = [] if mention.titles else self.by_first[word.casefold()]
        for candidates in (self.by_last[word.casefold()], self.by_initials[acronym], by_first):
            fitting = [e for e in candidates[-_MAX_NAMESAKES:] if sex is None or self._sex(e) in (None, sex)]
            named = [e for e in fitting if e.number in self.last_named]
            if named:
                return max(named, key=lambda e: (self.n_named[e.number], self.last_named[e.number]))
            if fitting:
                return min(fitting, key=lambda e: e.mentions[0].span)
        return None


_MAX_NAMESAKES = 50


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words if word[0].isupper())


def _sex_of_titles(titles: Sequence[str]) -> str | None:
    if set(titles) & _MALE_TITLES:
        return "m"
    return "f" if set(titles) & _FEMALE_TITLES else None


def _guessed_sex(entity: Entity) -> str | None:
    for mention in entity.mentions[:_MAX_NAMESAKES]:
        if (sex := _sex_of_titles(mention.titles)) is not None:
            return sex
    sex = first_names().get(entity.words[0].lower(), "x") if len(entity.words) > 1 else "x"
    return None if sex == "x" else sex


_FEMALE_ROLES = re.compile(
    r"(?:woman|mother|wife|daughter|sister|actress|queen|girl|lady|aunt|widow|niece|grandmother)$"
)
_MALE_ROLES = re.compile(r"(?:(?<!wo)man|father|husband|son|brother|actor|king|boy|uncle|widower|nephew|grandfather)$")


def _sex(entity: Entity) -> str | None:
    """By the titles, the first name, then the roles; None where they leave it open."""
    if entity.kind != "person":
        return None
    guessed = _guessed_sex(entity)
    if guessed is not None:
        return guessed
    for word in sorted(entity.role_words):
        if (sex := sex_of_role(word)) is not None:
            return sex
    return None


def sex_of_role(noun: str) -> str | None:
    """f, m or None: what a role noun tells.

    >>> sex_of_role("actress"), sex_of_role("brother"), sex_of_role("chairman")
    ('f', 'm', None)
    """
    if _FEMALE_ROLES.search(noun):
        return "f"
    return "m" if _MALE_ROLES.search(noun) and noun not in _NEUTRAL_ROLES else None


_NEUTRAL_ROLES = frozenset("human german roman person reason season chairman spokesman businessman".split())


def _is_place(text: str, entity: Entity, kinds: NameKinds) -> bool:
    """Whether a name is rather a place's than anybody's, by what the tagger says of its mentions."""
    if _is_dateline(text, entity):
        return True
    _, person, organization, place = _mean_chances(entity, kinds)
    return place > max(person, organization)


_AFTER_DATELINE = re.compile(r"[^.!?\n—–]{0,40}(?:\s-\s|--|[—–])")


def _is_dateline(text: str, entity: Entity) -> bool:
    """HALVERSTON, N.D. —: a name in capitals that begins a paragraph, with a dash soon after it."""
    span = entity.mentions[0].span
    begins = span.start == 0 or text[span.start - 1] == "\n"
    return begins and entity.name.isupper() and _AFTER_DATELINE.match(text, span.end) is not None


def _mean_chances(entity: Entity, kinds: NameKinds) -> list[float]:
    chances = [kinds.of(mention.span) for mention in entity.mentions[:_MAX_NAMESAKES]]
    return [sum(each) / len(chances) for each in zip(*chances, strict=True)]


_MAY_BE_OF_KIND, _SURE_OF_KIND, _VERY_SURE_OF_KIND = 0.3, 0.6, 0.9


def _kind(text: str, entity: Entity, kinds: NameKinds) -> str:
    """person, organization (places too: they speak as bodies), or unknown for a single word that tells nothing."""
    lower = [word.lower() for word in entity.words]
    has_organization_word = bool(set(lower) & ORGANIZATION_WORDS)
    if _is_dateline(text, entity):
        return "organization"
    if any(mention.titles for mention in entity.mentions) and not has_organization_word:
        return "person"
    _, person, organization, place = _mean_chances(entity, kinds)
    if person < _VERY_SURE_OF_KIND and (has_organization_word or _organization_roles(text, entity)):
        return "organization"
    if person > _SURE_OF_KIND or organization + place > _SURE_OF_KIND:
        return "person" if person > organization + place else "organization"
    if has_organization_word or "of" in lower or "&" in lower:
        return "organization"
    if len(entity.words) == 1:
        word = entity.words[0]
        if word.isupper() and len(word) <= 6:
            return "organization"
        if any(_before(text, mention) in _PLACE_BEFORE | {"the"} for mention in entity.mentions):
            return "organization"
        if organization + place > max(person, _MAY_BE_OF_KIND):
            return "organization"
        return "person" if person > _MAY_BE_OF_KIND or word.lower() in first_names() else "unknown"
    if lower[0] in first_names() or re.fullmatch(r"[A-Z]\.?(?:[A-Z]\.?)?", entity.words[0]):
        return "person"
    if all(word.isupper() for word in entity.words):
        return "organization"
    if sum(_before(text, mention) == "the" for mention in entity.mentions) > 0:
        return "organization"
    return "person"


def _before(text: str, mention: Mention) -> str:
    words = text[max(0, mention.span.start - 20) : mention.span.start].split()
    return words[-1].lower() if words else ""


_ADDRESS = re.compile(r"(?:Mr|Mrs|Ms|Mx|Miss|Dr|The|the)\.?")  # says how somebody is addressed, not what they are
_WHOSE = (
    r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ur|[Oo]ne|who is|[A-Z][\w’'.]*(?:\s[A-Z][\w’'.]*)*[’']s?)\s"
)
_APPOSITION = re.compile(rf",\s(?:\d{{1,3}},\s)?({_WHOSE}[^,.;:!?“”\"()—]{{3,90}}|[a-z][\w’' -]{{3,60}}?)(?=[,.;—])")
_ROLE_AND_COMMA = re.compile(rf"\b({_WHOSE}[^,.;:!?“”\"()—]{{3,80}}),\s(?:[A-Z][\w’'-]*\.?\s)*$")
_ROLE_BEFORE = re.compile(r"(?<!\w)((?:[a-z][\w’'-]*\s){1,4})$")
_NO_ROLE = word_list("no_role")


def _roles(text: str, entity: Entity) -> list[str]:
    """What the text says a person is: titles, words right before the name, an apposition after it. What it says an
    organization is: an apposition with such a noun."""
    if entity.kind != "person":
        return _organization_roles(text, entity)
    roles: list[str] = []
    for mention in entity.mentions:
        before = _role_before(text, mention)
        role = " ".join(text[before : mention.span.start].split())
        if role and not _ADDRESS.fullmatch(role):
            roles.append(role)
        apposed = _ROLE_AND_COMMA.search(text, max(0, before - 90), before)
        if apposed and _is_role_noun(_head_noun(apposed[1])):
            roles.append(apposed[1])
        apposition = _APPOSITION.match(text, mention.span.end)
        if apposition and not mention.is_possessive and _says_who(apposition[1]):
            roles.append(" ".join(apposition[1].split()))
    return list(dict.fromkeys(roles))


def _organization_roles(text: str, entity: Entity) -> list[str]:
    """Appositions that say what an organization is: “, a property company,”."""
    appositions = [_APPOSITION.match(text, mention.span.end) for mention in entity.mentions[:_MAX_NAMESAKES]]
    phrases = [" ".join(match[1].split()) for match in appositions if match]
    return [phrase for phrase in phrases if _head_noun(phrase) in _ORGANIZATION_NOUNS]


def _role_words(roles: Sequence[str]) -> frozenset[str]:
    words = {word for role in roles for word in re.findall(r"[^\W_]+", role.lower())}
    return frozenset(words | {_SPELLED_TITLES[word] for word in words if word in _SPELLED_TITLES})


def _role_before(text: str, mention: Mention) -> int:
    """Where lower-case role words right before a name begin: “shadow foreign secretary Ana Diaz”."""
    anchor = mention.titles_start
    words = text[max(0, anchor - 60) : anchor]
    match = _ROLE_BEFORE.search(words)
    if match is None:
        return anchor
    kept: list[str] = []
    for word in reversed(match[1].split()):
        if word in _NO_ROLE or word.endswith(("ly", "ing")) or (word.endswith("ed") and not kept):
            break
        kept.append(word)
    if not kept or not _is_role_noun(kept[0]):
        return anchor
    return anchor - sum(len(word) + 1 for word in kept)


def _says_who(phrase: str) -> bool:
    """Whether an apposition describes a person: it begins with no verb or conjunction and names a role if it has no
    article (“, mayor of Northmere,” and not “, because of the rain,”)."""
    first = phrase.split()[0]
    if first in _NO_ROLE:
        return first in _ARTICLES
    return not first.islower() or _is_role_noun(_head_noun(phrase))


_ARTICLES = frozenset("the a an his her its their our one".split())


def _head_noun(phrase: str) -> str:
    """The noun that a phrase is about: “the leader of the council” -> leader."""
    return re.split(r"\s(?:of|for|at|in|on|from|with|who|to)\s", phrase)[0].split()[-1].lower()


def _is_role_noun(word: str) -> bool:
    return word in TITLES or word.endswith(
        (
            "er",
            "or",
            "man",
            "woman",
            "person",
            "ist",
            "ian",
            "ant",
            "ent",
            "chief",
            "head",
            "aide",
            "host",
            "wife",
            "star",
            "analyst",
            "boss",
            "ee",
            "captain",
            "judge",
            "nurse",
            "champion",
            "mother",
            "father",
            "son",
            "critic",
            "expert",
            "lawyer",
            "secretary",
            "guard",
            "clerk",
            "coach",
        )
    )
