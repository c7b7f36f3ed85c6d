"""Cues: the reporting words (said, according to, …), their base form and class.

The verbs and their classes live in `reporting_verbs.tsv`; a verb is added there, on one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
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


@cache
def _classes() -> dict[str, str]:
    lines = (files("transforms.quotes") / "reporting_verbs.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


@cache
def reporting_forms() -> dict[str, tuple[str, str]]:
    """Every form of every reporting verb, in lower case -> its lemma and which form it is.

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
