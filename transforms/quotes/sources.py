"""The source beside a cue: the words that name who speaks (she; said Mira Voss; the union's treasurer)."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.document import Span, Token
from transforms.quotes.cues import Cue, reporting_forms
from transforms.quotes.word_lists import word_list

PRONOUNS = word_list("pronouns")
DETERMINERS = word_list("determiners")
_CONJUNCTIONS = word_list("conjunctions")
_PREPOSITIONS = word_list("prepositions")
_LINKING_PREPOSITIONS = word_list("linking_prepositions")
_AUXILIARIES = word_list("auxiliaries")
_ADVERBS = word_list("adverbs")
_DAYS = word_list("days")
_PARTICLES = word_list("particles")
_IRREGULAR_PASTS = word_list("irregular_pasts")
_OCCASIONS = word_list("occasions") | _DAYS
_NO_NAME_FIRST = frozenset("the a an former acting interim one another some many".split())
_MAX_WORDS = 50  # of a source
_PRONOUN_LIKE = word_list("pronoun_like_determiners")
_ENDS_CLAUSE = frozenset('.;:!?—–―()[]…"“”‘«»')
_LEADING_WORDS = _CONJUNCTIONS | _ADVERBS | frozenset(["asked", "pressed", "speaking"])


def source_of(
    cue: Cue, words: Sequence[str], tokens: Sequence[Token], low: int, high: int, *, follows_quote: bool
) -> Span | None:
    """The source of a cue among tokens[low:high], which hold no quotation; None where there is none. `words` are
    the `lower_words` of all the tokens.

    `follows_quote` says that a quotation stands right before, so that “said Mira Voss” may name the speaker.
    """
    found = None
    if cue.form != "phrase":
        found = _subject_before(cue, words, tokens, low)
    if cue.form == "phrase" or (found is None and follows_quote and cue.last < high and cue.form != "gerund"):
        found = _phrase_from(words, tokens, cue.last, high)
    return _spanned(tokens, _with_named_apposition(tokens, found, high))


def _with_named_apposition(tokens: Sequence[Token], found: tuple[int, int] | None, high: int) -> tuple[int, int] | None:
    """“its lobbyist, Tobias Wren”: a phrase without a name takes the name that follows it between commas."""
    if found is None or found[1] + 1 >= high or tokens[found[1]].text != "," or not tokens[found[1] - 1].text.islower():
        return found
    end = found[1] + 1
    while end < high and (tokens[end].text[0].isupper() or tokens[end].text in (".", "“", "”", "‘", "’", '"')):
        end += 1
    if tokens[end - 1].text == "." and (end >= high or not tokens[end].is_word):
        end -= 1
    is_name = end > found[1] + 2 or (end > found[1] + 1 and tokens[found[1] + 1].is_word)
    closes = end >= high or tokens[end].text in (",", ".", "—", "–", ";") or tokens[end].text.lower() in _AUXILIARIES
    return (found[0], end) if is_name and closes else found


def lower_words(tokens: Sequence[Token]) -> list[str]:
    """The tokens in lower case; an initial keeps its full stop, so that it is neither “a” nor “I”."""
    words = [token.text.lower().replace("’", "'") for token in tokens]
    for i in range(len(tokens) - 1):
        if (
            len(words[i]) == 1
            and tokens[i].text.isupper()
            and words[i + 1] == "."
            and tokens[i + 1].start == tokens[i].end
        ):
            words[i] += "."
    return words


def main_subject(words: Sequence[str], tokens: Sequence[Token], low: int, high: int) -> Span | None:
    """The subject of the clause that begins at tokens[low]: its first words that can name somebody."""
    return _spanned(tokens, _subject_of_segments(words, tokens, low, high))


def _spanned(tokens: Sequence[Token], found: tuple[int, int] | None) -> Span | None:
    return None if found is None else Span(tokens[found[0]].start, tokens[found[1] - 1].end)


def _subject_before(cue: Cue, words: Sequence[str], tokens: Sequence[Token], low: int) -> tuple[int, int] | None:
    i = cue.first - 1
    while i >= low and (
        words[i] in _AUXILIARIES | _ADVERBS or (words[i].endswith("ly") and tokens[i].text[0].islower())
    ):
        i -= 1
    if i < low:
        return None
    if words[i] in ("who", "which"):
        i -= 1
        if i >= low and words[i] == ",":
            return _subject_of_segments(words, tokens, _clause_start(words, low, i), i)
        return _phrase_to(words, tokens, low, i) if i >= low else None
    if words[i] in PRONOUNS:
        return i, i + 1
    if words[i] == "," or words[i] in _CONJUNCTIONS or (cue.form == "gerund" and words[i] in _PREPOSITIONS):
        return _subject_of_segments(words, tokens, _clause_start(words, low, i), i)
    if words[i] in _ENDS_CLAUSE or not tokens[i].is_word:
        return _subject_of_segments(words, tokens, low, i) if words[i] in "—–)" else None
    phrase = _phrase_to(words, tokens, low, i)
    if phrase is not None and _is_predicate(words, tokens, phrase[0], low):
        return _subject_of_segments(words, tokens, _clause_start(words, low, i), phrase[0])
    return phrase


def _is_predicate(words: Sequence[str], tokens: Sequence[Token], start: int, low: int) -> bool:
    """Whether a phrase before a cue is no subject but a verb with its object: “, going on to say”."""
    word = words[start]
    if tokens[start].text[0].isupper() or word in DETERMINERS:
        return False
    after_auxiliary = start > low and (words[start - 1] in _AUXILIARIES or words[start - 1] in ("not", "to"))
    return after_auxiliary or word.endswith(("ing", "ed")) or words[start] in _ADVERBS


def _clause_start(words: Sequence[str], low: int, i: int) -> int:
    """The start of the clause that tokens[i] stands in: after the last strong mark."""
    for j in range(i - 1, low - 1, -1):
        if words[j] in ".;:!?…":
            return j + 1
    return low


def _subject_of_segments(words: Sequence[str], tokens: Sequence[Token], low: int, high: int) -> tuple[int, int] | None:
    """The first stretch between commas that names somebody, with introductory phrases passed over."""
    start = low
    while start < high:
        end = start
        while end < high and words[end] not in (",", "—", "–", "-", "("):
            end += 1
        at = start
        while at < end and (words[at] in _LEADING_WORDS or not tokens[at].is_word):
            at += 1
        if at < end and not _is_introductory(words[at], tokens[at]):
            found = _phrase_from(words, tokens, at, end)
            if found is not None:
                return found
        start = end + 1
    return None


def _is_introductory(word: str, token: Token) -> bool:
    return (
        word in _PREPOSITIONS
        or word in _DAYS
        or word in ("last", "next", "early", "late")
        or (
            word.endswith(("ing", "ly", "ed"))
            and len(word) > 4
            and word not in DETERMINERS
            and not _is_name(token, word)
        )
    )


def _is_name(token: Token, word: str) -> bool:
    """Whether a word in front of a clause is a name in spite of an ending such as -ing (Harding, Kelly)."""
    return token.text[0].isupper() and word not in reporting_forms() and not word.endswith(("ingly", "edly"))


def _phrase_to(words: Sequence[str], tokens: Sequence[Token], low: int, i: int) -> tuple[int, int] | None:
    """The noun phrase that ends with tokens[i]."""
    start = i
    while start > max(low, i - _MAX_WORDS):
        j = start - 1
        if not tokens[j].is_word and words[j] not in ("'s", "&", "$", "#", "@", "%"):
            if words[j] in ("’", "'") or (
                words[j] == "." and len(words[j - 1]) <= 4 and tokens[j - 1].text[0].isupper()
            ):
                start = j
                continue
            break
        if words[j] in _CONJUNCTIONS and not (words[j] == "and" and _joins_names(tokens, j, low)):
            break
        if (
            words[j] in _AUXILIARIES
            or words[j] in ("not", "to")
            or words[j] in _IRREGULAR_PASTS
            or words[j] in PRONOUNS - {"one", "it"}
        ):
            break
        starts_phrase = words[start] in DETERMINERS or tokens[start].text[0].isupper()
        if _looks_past(words[j]) and starts_phrase and j > low and words[j - 1] not in DETERMINERS:
            break
        start = j
    start = _without_leading_phrase(words, tokens, start, i)
    return (start, i + 1) if start <= i else None


def _joins_names(tokens: Sequence[Token], j: int, low: int) -> bool:
    return j > low and tokens[j - 1].text[:1].isupper() and tokens[j + 1].text[:1].isupper()


def _looks_past(word: str) -> bool:
    return word.endswith("ed") and len(word) > 4


def _without_leading_phrase(words: Sequence[str], tokens: Sequence[Token], start: int, i: int) -> int:
    """Leave out what introduces the phrase: “On Monday the minister” -> “the minister”."""
    while start < i and (
        words[start] in _ADVERBS | _CONJUNCTIONS or words[start] in _DAYS or not tokens[start].is_word
    ):
        start += 1
    if words[start] not in _PREPOSITIONS:
        return start
    for j in range(start + 1, i + 1):
        after_noun = words[j - 1] not in _PREPOSITIONS | DETERMINERS | _CONJUNCTIONS and j - 1 > start
        if after_noun and words[j] in DETERMINERS:
            return j
        if words[j - 1] in _DAYS and tokens[j].is_word and words[j] not in _PREPOSITIONS:
            return j
    capitals = [j for j in range(start + 1, i + 1) if tokens[j].text[0].isupper() and words[j] not in _DAYS]
    run = [j for j in capitals if all(tokens[k].text[0].isupper() or not tokens[k].is_word for k in range(j, i + 1))]
    return run[0] if run else start + 1


def _phrase_from(words: Sequence[str], tokens: Sequence[Token], j: int, high: int) -> tuple[int, int] | None:
    """The noun phrase that begins at tokens[j]."""
    if j >= high or words[j] in _PREPOSITIONS or words[j] in ("that", "how", "what", "why", ",", ":"):
        return None
    is_pronoun = words[j] in (PRONOUNS - {"one"}) | {"him", "them", "others", "everyone", "nobody"}
    if is_pronoun or (words[j] == "her" and (j + 1 >= high or not tokens[j + 1].is_word)):
        return j, j + 1
    if words[j] in _DAYS and (j + 1 >= high or not tokens[j + 1].text[0].isupper()):
        return None
    end = j
    while end < min(high, j + _MAX_WORDS) and _goes_on(words, tokens, j, end, high):
        end += 1
    while end > j + 1 and (
        words[end - 1] in DETERMINERS | _PREPOSITIONS | _CONJUNCTIONS | _ADVERBS or words[end - 1] in "-."
    ):
        end -= 1
    alone = end == j + 1 and words[j] in DETERMINERS - _PRONOUN_LIKE
    if end == j or alone or not any(tokens[k].is_word for k in range(j, end)):
        return None
    return j, end


def _goes_on(words: Sequence[str], tokens: Sequence[Token], start: int, k: int, high: int) -> bool:
    """Whether the phrase that began at `start` still holds tokens[k]."""
    word, token = words[k], tokens[k]
    previous = words[k - 1] if k > start else ""
    following = tokens[k + 1] if k + 1 < high else None
    has_name = any(tokens[i].text[0].isupper() and words[i] not in _NO_NAME_FIRST for i in range(start, k))
    if not token.is_word:
        if word == ".":
            return (
                len(previous) <= 4
                and previous.rstrip(".").isalpha()
                and following is not None
                and following.text[0].isupper()
            )
        return word in ("&", "$", "#", "@", "%", "’", "'", "/")
    if k == start:
        return word not in _AUXILIARIES
    if word in _AUXILIARIES or word in ("who", "which", "that", "when", "while", "as", "because", "after", "before"):
        return False
    if word in _CONJUNCTIONS:
        if word != "and" or following is None or not following.is_word:
            return False
        return following.text[0].isupper() or (not has_name and previous in DETERMINERS | {words[start]})
    if word in _DAYS and previous not in DETERMINERS and not token.text.islower():
        return False
    if word in _PREPOSITIONS:
        if word not in _LINKING_PREPOSITIONS or following is None or not following.is_word:
            return False
        if word == "of":
            return following.text[0].isupper() or words[k + 1] in DETERMINERS or not has_name
        return not has_name and words[k + 1] not in ("statement", *_DAYS) and not _is_time_or_manner(words, k, high)
    if word in _ADVERBS or word in PRONOUNS:
        return False
    if word in _IRREGULAR_PASTS or (word in reporting_forms() and token.text.islower()):
        return previous in DETERMINERS | _PREPOSITIONS
    if _looks_past(word) and token.text.islower():
        return previous in DETERMINERS
    if word.endswith("ly") and token.text.islower() and len(word) > 4:
        return previous in DETERMINERS
    if word in DETERMINERS:
        return previous in _PREPOSITIONS | {"and"} or previous in ("all", "both", "many", "some", "most", "of")
    return not (
        has_name
        and token.text.islower()
        and tokens[k - 1].text[0].isupper()
        and word not in _PARTICLES
        and not _role_follows(tokens, k, high)
    )


def _is_time_or_manner(words: Sequence[str], k: int, high: int) -> bool:
    """“said the minister in a statement”, “on Monday”, “at a news conference”: no part of the name."""
    return not _OCCASIONS.isdisjoint(words[k + 1 : min(k + 5, high)])


def _role_follows(tokens: Sequence[Token], k: int, high: int) -> bool:
    """“Halverston police”, “Pennard party chairman Bo Lund”: a name may go on in lower case before a name, or
    end in one common noun."""
    j = k
    while j < high and tokens[j].is_word and tokens[j].text.islower() and j - k < 3:
        j += 1
    if j < high and tokens[j].is_word and tokens[j].text[0].isupper():
        return all(tokens[i].text not in _PREPOSITIONS | _CONJUNCTIONS | _AUXILIARIES for i in range(k, j))
    return (
        tokens[k].text.endswith(("s", "man", "woman", "person", "or", "er", "police", "team", "party", "chief"))
        and j - k <= 2
    )
