"""Whether readability_textstat equals textstat itself, column by column, on real articles.

    python benchmarks/textstat_equality.py FOLDER...

Every FOLDER holds .txt files. textstat is called as its users call it, but for NLTK's pronouncing dictionary, which
is made from transforms/syllables/cmudict.tsv without the package's own code. Prints, for every column, the largest
absolute difference over all articles (for text columns: how many differ), and the largest of all.
"""

from __future__ import annotations

import math
import sys
import warnings
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import nltk
from textstat.textstat import textstatistics

from transforms.document import Document
from transforms.parse import parse
from transforms.readability_textstat import TEXTSTAT_MEASURES, textstat_measures


def give_nltk_the_table() -> None:
    """Let NLTK find a cmudict whose words have the syllables of the bundled table."""
    lines = (files("transforms.syllables") / "cmudict.tsv").read_text(encoding="utf-8").splitlines()
    pronunciations = {word: [["AH0"] * int(n)] for word, n in (line.split("\t") for line in lines)}
    nltk.data.find = lambda name: name
    nltk.corpus.cmudict = SimpleNamespace(dict=lambda: pronunciations)


def difference(ours: float | str, theirs: float | str) -> float:
    """The absolute difference of two numbers; 1 for two texts that differ."""
    if isinstance(ours, str):
        return float(ours != theirs)
    return 0.0 if ours == theirs or (math.isnan(ours) and math.isnan(theirs)) else abs(ours - theirs)


def main(folders: list[Path]) -> None:
    warnings.simplefilter("ignore", DeprecationWarning)
    give_nltk_the_table()
    largest = {measure.name: 0.0 for measure in TEXTSTAT_MEASURES}
    n_articles = 0
    for path in sorted(path for folder in folders for path in folder.glob("*.txt")):
        for record in parse(path.read_bytes(), path.absolute().as_uri()):
            if isinstance(record, Document):
                n_articles += 1
                ours = textstat_measures(record.text)
                theirs = textstatistics()
                for name in largest:
                    value = difference(ours[name], getattr(theirs, name)(record.text))
                    largest[name] = max(largest[name], value)
    for name, value in largest.items():
        print(f"{name:32s} {value:g}")
    print(f"{n_articles:,} articles, textstat {version('textstat')}")
    print(f"largest absolute difference: {max(largest.values()):g}")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
