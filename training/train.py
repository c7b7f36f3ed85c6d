"""The recipe and the training loop.

Fixed seeds, a fixed number of threads: the same machine gives the same weights.
"""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.gold import IGNORED, Answers, Article, answers_of
from training.network import Batch, Network, load_encoder, loss_of
from transforms.document import Document
from transforms.quotes.marks import quotations
from transforms.quotes.windows import MAX_PIECES, Pieces, Window, Word, windows_of, words_of
from transforms.segment import segment

N_THREADS = 2


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training run is made of."""

    epochs: int = 2
    batch: int = 16
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    dropout: float = 0.0
    masked: float = 0.0  # share of the words that are hidden, so that the others are read
    average: float = 0.99  # of the weights over steps
    seed: int = 1  # of the first weights and of dropout
    order: int = 1  # seed of the order and the cuts of the articles


# Each stage goes on from the weights of the one before; the model's are the mean of what the stages end with.
STAGES = (
    Recipe(epochs=4, dropout=0.1),
    Recipe(epochs=2, rate=7e-5, head_rate=5e-4, dropout=0.1, masked=0.06, seed=2, order=2),
)
_NEW = ("features", "tags", "cues", "sources", "entities")  # what the encoder does not bring


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
    article: Article

    def examples(self, of_first: int | None = None) -> list[Example]:
        """The windows of the article with their answers. `of_first`: see `windows_of`."""
        found = []
        for window in windows_of(self.document, self.words, of_first=of_first):
            paragraphs = np.array([-1, *(word.paragraph for word in self.words[window.first : window.last])])
            found.append(Example(window, paragraphs, answers_of(self.words, window, self.article)))
        return found


def text_of(article: Article, pieces: Pieces) -> Text:
    """The article as the tagger reads it."""
    document = segment(Document(source_uri="", record=0, raw_sha256="", text=article.text))
    return Text(document, words_of(document, quotations(document), pieces), article)


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
        padded([e.answers.entities for e in examples], IGNORED),
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
    new = [p for n, p in network.named_parameters() if n.startswith(_NEW)]
    old = [p for n, p in network.named_parameters() if not n.startswith(_NEW)]
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
            batch = _masked(batch_of(chosen), recipe.masked)
            with torch.autocast("cpu", torch.bfloat16):
                loss = loss_of(network, batch)
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


_MASK = 103  # as BERT's vocabulary numbers it


def _masked(batch: Batch, share: float) -> Batch:
    """The batch with some words hidden, all their pieces together."""
    if not share:
        return batch
    hidden = torch.rand(batch.first_pieces.shape) < share
    hidden[:, 0] = False
    at = torch.zeros_like(batch.pieces).scatter_add(1, batch.first_pieces, torch.ones_like(batch.first_pieces))
    word = at.clamp(max=1).cumsum(1) - 1  # of every piece
    of_piece = hidden.gather(1, word.clamp(max=hidden.shape[1] - 1)) & batch.is_piece & (batch.pieces > _MASK)
    return replace(batch, pieces=batch.pieces.masked_fill(of_piece, _MASK))


def _rate_at(done: float, warmup: float) -> float:
    return min(done / warmup, (1 - done) / (1 - warmup)) if done < 1 else 0.0


@torch.no_grad()
def _average(averaged: Network, network: Network, keep: float) -> None:
    for ours, theirs in zip(averaged.parameters(), network.parameters(), strict=True):
        ours.lerp_(theirs, 1 - keep)


def train_stages(articles: Sequence[Article], encoder: dict[str, Tensor], pieces: Pieces) -> dict[str, Tensor]:
    """The mean of the weights that the `STAGES` end with; the first begins with those of the encoder."""
    torch.set_num_threads(N_THREADS)
    texts = [text_of(article, pieces) for article in articles]
    print(len(articles), "articles", sum(len(text.words) for text in texts), "words", flush=True)
    weights, ends = encoder, []
    for recipe in STAGES:
        print(asdict(recipe), flush=True)
        weights = train(texts, weights, recipe).state_dict()
        ends.append(weights)
    return {name: torch.stack([end[name] for end in ends]).mean(0) for name in weights}
