"""Train the tagger: `python train.py --polnear DIR --encoder DIR --out FILE.safetensors`.

DIR holds train/text and train/attributions (PolNeAR); the encoder's folder is that of all-MiniLM-L6-v2
(model.safetensors, tokenizer.json). One thread, fixed seeds: the same machine gives the same weights.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from gold import IGNORED, Annotation, Answers, Article, answers_of, read_articles
from network import Batch, Network, load_encoder, loss_of
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor
from windows import MAX_PIECES, Pieces, Window, Word, windows_of, words_of

from transforms.document import Document
from transforms.quotes.marks import quotations
from transforms.segment import segment

ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training run is made of."""

    epochs: int = 2
    batch: int = 16
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    dropout: float = 0.0
    average: float = 0.99  # of the weights over steps
    seed: int = 1  # of the first weights and of dropout
    order: int = 1  # seed of the order and the cuts of the articles


# The published model: each run goes on from the weights of the one before, more slowly and with dropout.
STAGES = (
    Recipe(),
    Recipe(epochs=1, rate=1e-4, dropout=0.1, seed=2, order=2),
    Recipe(epochs=1, rate=7e-5, dropout=0.1, seed=4, order=4),
)


@dataclass(frozen=True, slots=True)
class Example:
    """A window with its answers."""

    window: Window
    paragraphs: NDArray[np.int64]
    answers: Answers


@dataclass(frozen=True, slots=True)
class Text:
    """An annotated article, ready to be cut into windows."""

    document: Document
    words: list[Word]
    annotations: tuple[Annotation, ...]

    def examples(self, of_first: int | None = None) -> list[Example]:
        """The windows of the article with their answers. `of_first`: see `windows_of`."""
        found = []
        for window in windows_of(self.document, self.words, of_first=of_first):
            paragraphs = np.array([-1, *(word.paragraph for word in self.words[window.first : window.last])])
            found.append(Example(window, paragraphs, answers_of(self.words, window, self.annotations)))
        return found


def text_of(article: Article, pieces: Pieces) -> Text:
    """The article as the tagger reads it."""
    document = segment(Document(source_uri="", record=0, raw_sha256="", text=article.text))
    return Text(document, words_of(document, quotations(document), pieces), article.annotations)


def batch_of(examples: Sequence[Example]) -> Batch:
    """The examples padded to the longest of them."""

    def padded(arrays: Sequence[NDArray[np.int64]], filler: int) -> Tensor:
        shape = (len(arrays), max(len(a) for a in arrays), *arrays[0].shape[1:])
        out = np.full(shape, filler, np.int64)
        for row, array in zip(out, arrays, strict=True):
            row[: len(array)] = array
        return torch.from_numpy(out)

    pieces = padded([e.window.pieces for e in examples], 0)
    return Batch(
        pieces,
        padded([e.window.features for e in examples], 0),
        pieces != 0,
        padded([e.window.first_pieces for e in examples], 0),
        padded([e.window.sentences for e in examples], 0),
        padded([e.window.bounds for e in examples], 0),
        padded([e.paragraphs for e in examples], -2),
        padded([e.answers.tags for e in examples], IGNORED),
        padded([e.answers.cues for e in examples], -1),
        padded([e.answers.sources for e in examples], -1),
    )


def _epoch(texts: Sequence[Text], size: int, chance: random.Random) -> list[list[Example]]:
    """Batches of windows of like length, shuffled; in every epoch the articles are cut at other paragraphs."""
    examples = [e for text in texts for e in text.examples(chance.randint(MAX_PIECES // 4, MAX_PIECES))]
    order = sorted(examples, key=lambda e: len(e.window.pieces) + chance.uniform(-8, 8))
    batches = [list(order[i : i + size]) for i in range(0, len(order), size)]
    chance.shuffle(batches)
    return batches


def train(texts: Sequence[Text], encoder: dict[str, Tensor], recipe: Recipe) -> Network:
    """The network trained on the texts, its weights averaged over the last steps."""
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.order)
    network = Network()
    if "embeddings.LayerNorm.weight" in encoder:
        load_encoder(network, encoder)
    else:
        network.load_state_dict(network.state_dict() | encoder)
    for module in network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = recipe.dropout
    new = [p for n, p in network.named_parameters() if n.startswith(("features", "tags", "cues", "sources"))]
    old = [p for n, p in network.named_parameters() if not n.startswith(("features", "tags", "cues", "sources"))]
    groups = [{"params": old, "lr": recipe.rate}, {"params": new, "lr": recipe.head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    of_epochs = [_epoch(texts, recipe.batch, chance) for _ in range(recipe.epochs)]
    n_steps = sum(map(len, of_epochs))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate_at(step / n_steps, recipe.warmup))
    averaged = copy.deepcopy(network)
    step, started, recent = 0, time.monotonic(), 0.0
    network.train()
    for epoch, batches in enumerate(of_epochs):
        for chosen in batches:
            with torch.autocast("cpu", torch.bfloat16):
                loss = loss_of(network, batch_of(chosen))
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            step += 1
            _average(averaged, network, min(recipe.average, step / (step + 10)))
            recent = loss.item() if step == 1 else 0.95 * recent + 0.05 * loss.item()
            if step % 20 == 0:
                print(
                    f"epoch {epoch} step {step}/{n_steps} loss {recent:.4f} {time.monotonic() - started:.0f} s",
                    flush=True,
                )
    return averaged


def _rate_at(done: float, warmup: float) -> float:
    return min(done / warmup, (1 - done) / (1 - warmup)) if done < 1 else 0.0


@torch.no_grad()
def _average(averaged: Network, network: Network, keep: float) -> None:
    for ours, theirs in zip(averaged.parameters(), network.parameters(), strict=True):
        ours.lerp_(theirs, 1 - keep)


def main() -> None:
    """Read the arguments, train, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polnear", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--begin", type=Path, help="weights to go on from, rather than the encoder's")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--parts", default="train", help="comma-separated")
    a = parser.parse_args()
    torch.set_num_threads(1)
    weights = a.encoder / "model.safetensors"
    if hashlib.sha256(weights.read_bytes()).hexdigest() != ENCODER_SHA256:
        raise SystemExit(f"{weights} is not all-MiniLM-L6-v2 (SHA-256 differs).")
    tokenizer = Tokenizer.from_file(str(a.encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    pieces = Pieces(tokenizer)
    articles = [article for part in a.parts.split(",") for article in read_articles(a.polnear / part)]
    texts = [text_of(article, pieces) for article in articles]
    print(len(articles), "articles", sum(len(text.words) for text in texts), "words", flush=True)
    tensors = load_file(a.begin or weights)
    for number, recipe in enumerate(STAGES if a.begin is None else STAGES[1:], 1):
        tensors = train(texts, tensors, recipe).state_dict()
        save_file(tensors, a.out.with_suffix(f".stage{number}.safetensors"))
    save_file(tensors, a.out)


if __name__ == "__main__":
    main()
