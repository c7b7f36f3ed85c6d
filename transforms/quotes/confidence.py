"""How sure an attribution is: how often its rule, and its way of finding the speaker, were right before.

`benchmarks/confidence.py` measures the rules on the 840 training articles of PolNeAR (6,227 attributions): the share
whose content and source are right. Human annotators left out quotations without reporting words of their own, so
for the rules that carry a speaker on the shares are estimates from the sample articles of this project (a few cases
each). The ways of finding the speaker were counted on 28 development articles of PolNeAR and the 16 sample articles.
"""

from __future__ import annotations

from transforms.quotes.attributions import Attribution
from transforms.quotes.speakers import Resolved

# rule -> share with the right content and source
_RULES = {
    "after, direct": 0.95,  # n = 3,090
    "before, direct": 0.76,  # n = 732
    "before, mixed": 0.70,  # n = 1,748
    "after, mixed": 0.57,  # n = 289
    "subject after": 0.76,  # n = 29
    "lead of the paragraph before": 0.64,  # n = 25
    "colon": 0.51,  # n = 81
    "narrated subject": 0.41,  # n = 22
    "comma": 0.30,  # n = 27
    "subject of the paragraph before": 0.13,  # n = 23
    "signature": 0.90,  # estimate
    "open quotation goes on": 0.90,  # estimate
    "same speaker goes on": 0.50,  # estimate
    "last speaker": 0.25,  # estimate
    "named in the next paragraph": 0.80,  # estimate
    "nobody named": 0.25,  # estimate
}
# how the speaker was found -> share with the right name
_SPEAKERS = {
    "name": 0.93,  # n = 210
    "pronoun": 0.74,  # n = 119
    "role": 0.58,  # n = 19
    "phrase": 0.61,  # n = 36
    "continuation": 0.74,  # n = 19
    "one of several of the name": 0.80,  # n = 12, all right; less sure than a name that only one bears
    "nothing": 0.30,  # estimate: mostly somebody speaks whom the rules do not find
}


def confidence_of(attribution: Attribution, who: Resolved) -> float:
    """From 0 to 1: the chance that content, source and speaker are all right."""
    return round(_RULES[attribution.rule] * _SPEAKERS[who.how], 2)
