"""Cues: the reporting words (said, according to, …), their base form and class.

The words and their classes live in `cues.tsv`, which explains the scheme; a word is added there, on one line.
`find_cues` is for the rules, which know only some of the verbs; `lemma_and_class` takes the words of any cue, also of
the many that the tagger finds (is expected to, a warning that, did not respond to requests for comment).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from transforms.document import Span, Token
from transforms.quotes.word_lists import word_list

CUE_CLASSES = (
    "report",
    "claim",
    "denial",
    "admission",
    "warning",
    "praise",
    "criticism",
    "promise",
    "demand",
    "question",
    "belief",
    "intention",
    "document",
)

_IRREGULAR = {
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "read": ("reads", "read", "read", "reading"),
    "speak": ("speaks", "spoke", "spoken", "speaking"),
    "begin": ("begins", "began", "begun", "beginning"),
    "swear": ("swears", "swore", "sworn", "swearing"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "feel": ("feels", "felt", "felt", "feeling"),
    "know": ("knows", "knew", "known", "knowing"),
    "understand": ("understands", "understood", "understood", "understanding"),
    "see": ("sees", "saw", "seen", "seeing"),
    "find": ("finds", "found", "found", "finding"),
    "mean": ("means", "meant", "meant", "meaning"),
    "seek": ("seeks", "sought", "sought", "seeking"),
    "go": ("goes", "went", "gone", "going"),
    "sing": ("sings", "sang", "sung", "singing"),
    "forecast": ("forecasts", "forecast", "forecast", "forecasting"),
    "be": ("is", "was", "been", "being"),
    "become": ("becomes", "became", "become", "becoming"),
    "bet": ("bets", "bet", "bet", "betting"),
    "bid": ("bids", "bid", "bid", "bidding"),
    "bring": ("brings", "brought", "brought", "bringing"),
    "broadcast": ("broadcasts", "broadcast", "broadcast", "broadcasting"),
    "build": ("builds", "built", "built", "building"),
    "cast": ("casts", "cast", "cast", "casting"),
    "choose": ("chooses", "chose", "chosen", "choosing"),
    "come": ("comes", "came", "come", "coming"),
    "cut": ("cuts", "cut", "cut", "cutting"),
    "dig": ("digs", "dug", "dug", "digging"),
    "do": ("does", "did", "done", "doing"),
    "draw": ("draws", "drew", "drawn", "drawing"),
    "drive": ("drives", "drove", "driven", "driving"),
    "dwell": ("dwells", "dwelt", "dwelt", "dwelling"),
    "fall": ("falls", "fell", "fallen", "falling"),
    "fight": ("fights", "fought", "fought", "fighting"),
    "forbid": ("forbids", "forbade", "forbidden", "forbidding"),
    "foresee": ("foresees", "foresaw", "foreseen", "foreseeing"),
    "foretell": ("foretells", "foretold", "foretold", "foretelling"),
    "forget": ("forgets", "forgot", "forgotten", "forgetting"),
    "forswear": ("forswears", "forswore", "forsworn", "forswearing"),
    "get": ("gets", "got", "gotten", "getting"),
    "give": ("gives", "gave", "given", "giving"),
    "hang": ("hangs", "hung", "hung", "hanging"),
    "have": ("has", "had", "had", "having"),
    "hear": ("hears", "heard", "heard", "hearing"),
    "hit": ("hits", "hit", "hit", "hitting"),
    "hold": ("holds", "held", "held", "holding"),
    "keep": ("keeps", "kept", "kept", "keeping"),
    "lay": ("lays", "laid", "laid", "laying"),
    "lead": ("leads", "led", "led", "leading"),
    "leave": ("leaves", "left", "left", "leaving"),
    "lend": ("lends", "lent", "lent", "lending"),
    "let": ("lets", "let", "let", "letting"),
    "lie": ("lies", "lied", "lied", "lying"),
    "light": ("lights", "lit", "lit", "lighting"),
    "lose": ("loses", "lost", "lost", "losing"),
    "make": ("makes", "made", "made", "making"),
    "meet": ("meets", "met", "met", "meeting"),
    "mislead": ("misleads", "misled", "misled", "misleading"),
    "misread": ("misreads", "misread", "misread", "misreading"),
    "mistake": ("mistakes", "mistook", "mistaken", "mistaking"),
    "pay": ("pays", "paid", "paid", "paying"),
    "prove": ("proves", "proved", "proven", "proving"),
    "put": ("puts", "put", "put", "putting"),
    "retell": ("retells", "retold", "retold", "retelling"),
    "rethink": ("rethinks", "rethought", "rethought", "rethinking"),
    "run": ("runs", "ran", "run", "running"),
    "sell": ("sells", "sold", "sold", "selling"),
    "send": ("sends", "sent", "sent", "sending"),
    "set": ("sets", "set", "set", "setting"),
    "shoot": ("shoots", "shot", "shot", "shooting"),
    "show": ("shows", "showed", "shown", "showing"),
    "spend": ("spends", "spent", "spent", "spending"),
    "spin": ("spins", "spun", "spun", "spinning"),
    "split": ("splits", "split", "split", "splitting"),
    "spread": ("spreads", "spread", "spread", "spreading"),
    "stand": ("stands", "stood", "stood", "standing"),
    "stick": ("sticks", "stuck", "stuck", "sticking"),
    "strike": ("strikes", "struck", "struck", "striking"),
    "strive": ("strives", "strove", "striven", "striving"),
    "swing": ("swings", "swung", "swung", "swinging"),
    "take": ("takes", "took", "taken", "taking"),
    "tear": ("tears", "tore", "torn", "tearing"),
    "throw": ("throws", "threw", "thrown", "throwing"),
    "undergo": ("undergoes", "underwent", "undergone", "undergoing"),
    "undertake": ("undertakes", "undertook", "undertaken", "undertaking"),
    "upset": ("upsets", "upset", "upset", "upsetting"),
    "win": ("wins", "won", "won", "winning"),
    "withdraw": ("withdraws", "withdrew", "withdrawn", "withdrawing"),
    "withhold": ("withholds", "withheld", "withheld", "withholding"),
}
_DOUBLED = word_list("doubled")

# Verbs that report only with a quotation set off by a comma or colon beside them.
QUOTATION_ONLY = word_list("quotation_only")
# Verbs after which an object is named: “called it “a disgrace””.
NAMING = word_list("naming")
_BE = word_list("be")
_ADVERBS_BETWEEN = word_list("adverbs_between")
_NOT_BEFORE_NOUN = word_list("not_before_noun")
_NOT_BEFORE_PAST = word_list("not_before_past")
# Verbs that give a name where the quotation follows at once: a campaign called “Last Bus Home”.
NAME_GIVING = frozenset(["call", "name", "dub", "label", "brand", "term"])
_PLURAL_SUBJECTS = frozenset(["i", "we", "you", "they", "who"])


@dataclass(frozen=True, slots=True)
class Cue:
    """Reporting words at tokens[first:last] of a paragraph."""

    first: int
    last: int
    lemma: str
    cue_class: str
    form: str  # base, third (says), past, participle (written), gerund, phrase (according to)
    span: Span


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of cues.tsv."""

    word: str
    cue_class: str | None
    kind: str  # rule, verb, noun, adjective, adverb, preposition, phrase, fixed
    lemma: str


@cache
def _entries() -> tuple[_Entry, ...]:
    lines = (files("transforms.quotes") / "cues.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple(_Entry(row[0], None if row[1] == "-" else row[1], row[2], (row[3:] or row)[0]) for row in rows)


@cache
def _classes() -> dict[str, str]:
    """The verbs that the rules look for, and their classes."""
    return {entry.word: entry.cue_class for entry in _entries() if entry.kind == "rule" and entry.cue_class}


@cache
def reporting_forms() -> dict[str, tuple[str, str]]:
    """Every form of every reporting verb of the rules, in lower case -> its lemma and which form it is.

    >>> [reporting_forms()[form] for form in ("said", "denies", "admitted", "arguing")]
    [('say', 'past'), ('deny', 'third'), ('admit', 'past'), ('argue', 'gerund')]
    """
    forms: dict[str, tuple[str, str]] = {}
    for lemma in _classes():
        third, past, participle, gerund = _IRREGULAR.get(lemma) or _regular(lemma)
        kinds = ((participle, "participle"), (past, "past"), (gerund, "gerund"), (third, "third"), (lemma, "base"))
        for form, kind in kinds:
            if not (kind == "base" and form in forms):
                forms[form] = (lemma, kind)
    return forms


def _regular(lemma: str) -> tuple[str, str, str, str]:
    if lemma in _DOUBLED:
        return lemma + "s", lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma[:-1] + "ied", lemma + "ing"
    if lemma.endswith("e"):
        return lemma + "s", lemma + "d", lemma + "d", lemma[:-1] + "ing"
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    return third, lemma + "ed", lemma + "ed", lemma + "ing"


def find_cues(tokens: Sequence[Token], is_quoted: Sequence[bool]) -> list[Cue]:
    """The cues among the words of a paragraph outside quotation marks, in order."""
    forms, classes = reporting_forms(), _classes()
    words = [token.text.lower().replace("’", "'") for token in tokens]
    cues: list[Cue] = []
    for i, word in enumerate(words):
        if is_quoted[i]:
            continue
        if word == "to" and i and words[i - 1] == "according":
            cues.append(Cue(i - 1, i + 1, "according to", "report", "phrase", Span(tokens[i - 1].start, tokens[i].end)))
        elif word in ("put", "puts", "putting") and words[i + 1 : i + 2] == ["it"]:
            cues.append(Cue(i, i + 2, "put it", "report", "past", Span(tokens[i].start, tokens[i + 1].end)))
        elif word in forms and tokens[i].text[0].islower():
            lemma, form = forms[word]
            if _is_verb(words, i, form) and not _is_phrasal(words, i, lemma):
                first, last = _with_phrase(words, i)
                while cues and cues[-1].last > first:  # “went on to say” is one cue
                    cues.pop()
                cues.append(
                    Cue(first, last, lemma, classes[lemma], form, Span(tokens[first].start, tokens[last - 1].end))
                )
    return cues


def _is_verb(words: Sequence[str], i: int, form: str) -> bool:
    """Whether a form that may be a noun, a passive or an infinitive reports here."""
    before = words[i - 1] if i else ""
    after = words[i + 1] if i + 1 < len(words) else ""
    if before in _ADVERBS_BETWEEN and i > 1:
        before = words[i - 2]
    if form == "participle":
        return before in ("has", "have", "had", "having")
    if form == "past":
        if before in _BE or before in ("being", "be", "get", "got"):
            return False  # was told, is said to
        if words[i] == "said" and after == "to":
            return False
        return before not in _NOT_BEFORE_PAST
    if form == "gerund":
        return before not in ("a", "an", "the", "of", "without", "worth", "his", "her", "their", "its")
    if before in _NOT_BEFORE_NOUN or before.endswith("'s"):
        return False
    if form == "base":
        if before == "to":
            return i > 1 and words[i - 2] in ("on", "had", "went", "goes", "continued", "this", "used", "began")
        return (
            (before.endswith("s") and not before.endswith("'s"))
            or before in _PLURAL_SUBJECTS
            or before in ("people", "men", "women", "police", "and")
        )
    return True


def _is_phrasal(words: Sequence[str], i: int, lemma: str) -> bool:
    """Whether the next word makes another verb of it (called off), or a passive without an object (described as)."""
    after = words[i + 1] if i + 1 < len(words) else ""
    return (lemma in NAMING and after == "as") or (lemma == "call" and after in ("off", "on", "for", "in", "up"))


def _with_phrase(words: Sequence[str], i: int) -> tuple[int, int]:
    """The cue with the words that belong to it: went on to say, told reporters stays told."""
    first = i
    if i >= 3 and words[i - 3 : i] in (["went", "on", "to"], ["goes", "on", "to"]):
        first = i - 3
    return first, i + 1


# Verbs that only lead up to the reporting word after them: began to say, issued a warning, seemed to suggest.
_LEADING = frozenset(
    """
    be become begin start continue go come proceed keep cease stop have make take give get put hold help manage fail
    attempt try struggle need let do use issue release deliver launch raise open close finish end bring draw run set
    turn lead win lose pay stand stay step stick pull push throw mount receive earn produce find leave live play
    remain appear seem tend look sound happen emerge arrange conduct convene accompany spend mobilize seize generate
    serve provide
    """.split()
)
# Verbs of making something public, which give way to what it says: wrote a letter urging, responded by saying.
_PUBLISHING = frozenset(
    [*"write publish post tweet send respond reply email speak text blog react message".split(), "put out"]
)
# Not to speak is no denial of anything: declined to comment.
_WITHHOLDING = frozenset("decline refuse".split())
_AUXILIARY = frozenset("be have do let".split())  # lead up to a word that is not in the list
_DETERMINERS = frozenset("a an the this these those no any some every his her its their our my your".split())
_NOMINAL_AFTER = _DETERMINERS | (word_list("prepositions") - {"to"}) | {"of"}
_SKIPPED_IN_PHRASES = frozenset(
    """
    a an the his her its their our my your some any also again just still even all more most himself herself
    themselves itself immediately them us him me
    """.split()
) | word_list("days")
_SMALL = word_list("auxiliaries") | word_list("determiners") | word_list("adverbs") | {"'s", "not", "am"}
# Stems before -ed and -ing. Those that could go either way (hop-, bar-, lim-it-) are in neither.
_LOST_E = re.compile(r"(?:[cv]|[iy]z|[gqt]u|[ldr]g|[^aeiou]ag|[aio]s|[lnr]s|[^aeiou]at|[iu]at|[bdgkpt]l)$")
_LOST_NOTHING = re.compile(
    r"(?:[cflnprx]t|[csl]k|[nr]k|sh|[^aeio]ch|ss|ll|ff|[ln]d|[ao]rd|[aeo][wy]|[ae][ai]n|mp|[aeou]rn|wn)$"
)
_NO_VERBS = frozenset(
    """during morning evening something anything nothing everything king thing being according including regarding
    concerning following wedding building hundred indeed need speed would accord as""".split()
)
_CONTRACTED = {"d": "would", "ll": "will", "t": "not", "ve": "have", "re": "are", "m": "am", "s": "'s"}
_ON_A_DAY = re.compile(r"\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a word, or a phrase of words[first:last], may be."""

    lemma: str
    cue_class: str | None
    kind: str  # verb, noun, adjective, adverb, preposition
    form: str  # of a verb: base, third, past, participle, gerund; else empty
    first: int = 0
    last: int = 0


@lru_cache(maxsize=16384)
def lemma_and_class(cue: str) -> tuple[str | None, str | None]:
    """The base form of the head of a cue and its class (see cues.tsv); None for what the list does not tell.

    The head is the first verb that does more than lead up to another (went on *to say*), and where there is none, the
    first noun (made *a promise*), adjective (is *critical* of) or adverb (reportedly). So in a chain of verbs the one
    nearest to the reporter counts: has said he wants -> say, is expected to announce -> expect, wants to know (a phrase
    of its own) -> question. Two exceptions: verbs of publishing give way to what was written (wrote a letter urging),
    and declining or refusing to speak is under the verb of speaking, as a report: no content is denied. Negation
    changes neither lemma nor class. Of verbs
    outside the list, spelling may tell the lemma (mounted -> mount), never the class.

    >>> [lemma_and_class(cue) for cue in ("went on to say", "doesn’t believe", "declined to comment")]
    [('say', 'report'), ('believe', 'belief'), ('comment', 'report')]
    >>> [lemma_and_class(cue) for cue in ("a warning that", "According to", "sprinted", ":")]
    [('warn', 'warning'), ('according to', 'report'), ('sprint', None), (None, None)]
    """
    words = _words(cue)
    found = _readings(words)
    head = _verb_head(words, found) or _other_head(found)
    if head:
        return head.lemma, head.cue_class
    if guessed := next(filter(None, (_regular_base(word) for word in words)), None):
        return guessed, None
    weak = next((reading for reading in found if reading.lemma not in _AUXILIARY), None) or _preposition(words)
    return (weak.lemma, weak.cue_class) if weak else (None, None)


def _words(cue: str) -> tuple[str, ...]:
    """The words in lower case, contractions undone (n't as not), days left out."""
    text = (
        _ON_A_DAY.sub(" ", cue.lower())
        .replace("’", "'")
        .replace("n't", " not")
        .replace("cannot", "can not")
        .replace("wanna", "want to")
    )
    words: list[str] = []
    for match in _WORD.finditer(text):
        contracted = match.start() > 0 and text[match.start() - 1] == "'" and match.group() in _CONTRACTED
        words.append(_CONTRACTED[match.group()] if contracted else match.group())
    return tuple(words)


def _readings(words: tuple[str, ...]) -> list[_Reading]:
    """What each word of the cue may be, in order; the words of a phrase once."""
    found: list[_Reading] = []
    i = 0
    while i < len(words):
        reading = _phrase_at(words, i) or _reading_at(words, i)
        if reading:
            found.append(reading)
        i = reading.last if reading else i + 1
    return found


def _reading_at(words: tuple[str, ...], i: int) -> _Reading | None:
    verb, other = _verb_forms().get(words[i]), _other_forms().get(words[i])
    if not (verb or other) and "-" in words[i]:
        parts = (words[i].replace("-", ""), *reversed(words[i].split("-")))
        verb = next((_verb_forms()[part] for part in parts if part in _verb_forms()), None)
    kind = _kind_as_no_verb(words[i - 1] if i else "", verb) if verb else None
    if verb and kind:
        chosen: _Reading | None = other or _Reading(verb.lemma, verb.cue_class, kind, "")
    else:
        chosen = verb or other
    return _Reading(chosen.lemma, chosen.cue_class, chosen.kind, chosen.form, i, i + 1) if chosen else None


def _kind_as_no_verb(before: str, verb: _Reading) -> str | None:
    """What the form of a verb is after a word that no verb follows: a noun in his claim, an adjective in a renewed."""
    if verb.form in ("base", "third") and before in _NOMINAL_AFTER | {"'s"}:
        return "noun"
    if verb.form == "gerund" and before in _DETERMINERS:
        return "noun"
    return "adjective" if verb.form in ("past", "participle") and before in _DETERMINERS else None


def _phrase_at(words: tuple[str, ...], i: int) -> _Reading | None:
    """The longest phrase of the list that begins at a word (called again for)."""
    verb = _verb_forms().get(words[i])
    firsts = {words[i]: ""} | ({verb.lemma: verb.form} if verb else {})
    best: _Reading | None = None
    for first, form in firsts.items():
        for tail, entry in _phrases().get(first, ()):
            last = _end_of(words, i + 1, tail)
            if last and (not best or last > best.last):
                kind = "noun" if entry.kind == "fixed" else "verb"
                best = _Reading(entry.lemma, entry.cue_class, kind, form, i, last)
    return best


def _end_of(words: tuple[str, ...], i: int, tail: tuple[str, ...]) -> int | None:
    """Where the words of a phrase end that go on at words[i], small words between left out; None if they do not."""
    for wanted in tail:
        while i < len(words) and words[i] != wanted and (words[i] in _SKIPPED_IN_PHRASES or words[i].endswith("ly")):
            i += 1
        if i == len(words) or words[i] not in (wanted, wanted + "s"):
            return None
        i += 1
    return i


def _verb_head(words: tuple[str, ...], found: list[_Reading]) -> _Reading | None:
    """The first verb that does more than lead up to another, or a noun or adjective that such a verb completes."""
    for n, reading in enumerate(found):
        after = found[n + 1 :]
        following = next((other for other in after if other.kind in ("verb", "noun", "adjective")), None)
        to_follows = words[reading.last : reading.last + 1] == ("to",)
        if reading.kind in ("noun", "adjective") and reading.cue_class not in (None, "report"):
            if to_follows and following and following.kind == "verb" and following.first == reading.last + 1:
                return reading  # eager to say, plans to announce
            continue
        if reading.kind != "verb" or not reading.cue_class or (reading.lemma in _LEADING and following):
            continue
        if reading.lemma in _WITHHOLDING and to_follows and following and following.cue_class == "report":
            return following
        if reading.lemma in _PUBLISHING and (told := _told_by(words, reading, after)):
            return told
        return reading
    return None


def _told_by(words: tuple[str, ...], publishing: _Reading, after: Sequence[_Reading]) -> _Reading | None:
    """The gerund that says what was published: an op-ed urging, by saying; not: spoke about wanting."""
    for reading in after:
        if reading.form == "gerund" and reading.cue_class and reading.first > publishing.last:
            before = words[reading.first - 1]
            return reading if before == "by" or before not in _NOMINAL_AFTER else None
    return None


def _other_head(found: Sequence[_Reading]) -> _Reading | None:
    """The first noun, else adjective, else adverb."""
    for kind in ("noun", "adjective", "adverb"):
        for reading in found:
            if reading.kind == kind and reading.cue_class:
                return reading
    return None


def _preposition(words: tuple[str, ...]) -> _Reading | None:
    """The preposition of a cue that holds only small words (in; are against)."""
    first = next((word for word in words if word in _prepositions()), None)
    return _prepositions()[first] if first and all(w in _prepositions() or w in _SMALL for w in words) else None


@cache
def _prepositions() -> dict[str, _Reading]:
    entries = [entry for entry in _entries() if entry.kind == "preposition"]
    return {entry.word: _Reading(entry.lemma, entry.cue_class, "preposition", "") for entry in entries}


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], _Entry]]]:
    """The first word of each phrase -> its other words."""
    phrases: dict[str, list[tuple[tuple[str, ...], _Entry]]] = {}
    for entry in _entries():
        if entry.kind in ("phrase", "fixed"):
            first, *tail = entry.word.split()
            phrases.setdefault(first, []).append((tuple(tail), entry))
    return phrases


@cache
def _verb_forms() -> dict[str, _Reading]:
    """Every form of every listed verb, in British and American spelling."""
    forms: dict[str, _Reading] = {}
    verbs = [entry for entry in _entries() if entry.kind in ("rule", "verb")]
    begin_phrases = {entry.word.split()[0] for entry in _entries() if entry.kind == "phrase"} - _NO_VERBS
    verbs += [_Entry(word, None, "verb", word) for word in sorted(begin_phrases - {verb.word for verb in verbs})]
    for spelled in _SPELLINGS:
        for entry in verbs:
            forms.setdefault(spelled(entry.word), _Reading(entry.lemma, entry.cue_class, "verb", "base"))
        for entry in verbs:
            for form, kind in _inflected(spelled(entry.word)):
                forms.setdefault(form, _Reading(entry.lemma, entry.cue_class, "verb", kind))
    return forms


@cache
def _other_forms() -> dict[str, _Reading]:
    """The listed nouns, singular and plural, adjectives and adverbs, in British and American spelling."""
    forms: dict[str, _Reading] = {}
    for spelled in _SPELLINGS:
        for entry in _entries():
            if entry.kind in ("noun", "adjective", "adverb"):
                word, reading = spelled(entry.word), _Reading(entry.lemma, entry.cue_class, entry.kind, "")
                for form in (word, _regular(word)[0]) if entry.kind == "noun" else (word,):
                    forms.setdefault(form, reading)
    return forms


def _british(word: str) -> str:
    """The British spelling of an American word.

    >>> [_british(word) for word in ("criticize", "favor", "defense", "say")]
    ['criticise', 'favour', 'defence', 'say']
    """
    if word.endswith(("ize", "yze")):
        return word[:-2] + "se"
    if word.endswith("fense"):
        return word[:-2] + "ce"
    return re.sub(r"(?<=fav|hon|rum|lam)or", "our", word)


def _american(word: str) -> str:
    return word


_SPELLINGS = (_american, _british)


def _inflected(verb: str) -> Iterator[tuple[str, str]]:
    """The forms of a verb and what each is; of a regular verb in -el, -it, -an, … with one and with two consonants."""
    kinds = ("third", "past", "participle", "gerund")
    irregular = _IRREGULAR.get(verb)
    yield from zip(irregular or _regular(verb), kinds, strict=True)
    if not irregular and re.search(r"[^aeiou][aeiou][^aeiouwxy]$", verb):
        yield from ((verb + verb[-1] + "ed", "past"), (verb + verb[-1] + "ing", "gerund"))


def _regular_base(word: str) -> str | None:
    """The base of a regular past or gerund whose spelling leaves one possibility; None for any other word.

    >>> [_regular_base(word) for word in ("satirized", "jotting", "allied", "mounted", "hoping", "morning")]
    ['satirize', 'jot', 'ally', 'mount', None, None]
    """
    stem = re.sub(r"(?:ed|ing)$", "", word)
    if stem == word or len(stem) < 3 or word in _NO_VERBS:
        return None
    if word.endswith("ied"):
        return stem[:-1] + "y"
    if re.search(r"([bdgmnprt])\1$", stem):
        return stem[:-1]
    if _LOST_E.search(stem):
        return stem + "e"
    return stem if _LOST_NOTHING.search(stem) else None
