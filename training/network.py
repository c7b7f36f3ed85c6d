"""The network: a MiniLM encoder and, on the first piece of every word, four answers.

tags     which role the word plays (source, cue, content; begun or gone on)
cues     which word of the paragraph is the cue that it is content of, or none
sources  for a word of a cue: which word of the paragraph is its source, or none
entities which kind of name the word belongs to (person, organization, place), or none
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.gold import ENTITIES, IGNORED, TAGS
from transforms.quotes.windows import N_FEATURES

N_LAYERS, N_HEADS, WIDTH, INNER_WIDTH = 6, 12, 384, 1536
LINK_WIDTH = 128
MAX_DISTANCE = 64  # words; links farther apart share a bias
MAX_SENTENCES, MAX_BOUNDS = 3, 4
N_PLACES = 2 * (2 * MAX_SENTENCES + 1) * (2 * MAX_BOUNDS + 1)
ENTITY_WEIGHT = 0.5  # of their loss, as their answers are a machine's
FASTER = 8.0  # biases learn so many times faster than other weights


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to one length. Word 0 of each window is its own mark and stands for none."""

    pieces: Tensor  # windows x pieces
    features: Tensor
    is_piece: Tensor
    first_pieces: Tensor  # windows x words
    sentences: Tensor  # windows x words
    bounds: Tensor
    paragraphs: Tensor  # windows x words: -1 for word 0, -2 for padding
    tags: Tensor
    cues: Tensor  # windows x words x 2
    sources: Tensor
    entities: Tensor


class Layer(nn.Module):
    """A layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, 1e-12)
        self.inner = nn.Linear(WIDTH, INNER_WIDTH)
        self.outer = nn.Linear(INNER_WIDTH, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, 1e-12)
        self.dropout = nn.Dropout(0.0)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        q, k, v = (f(x).view(*x.shape[:2], N_HEADS, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        attended = F.scaled_dot_product_attention(q, k, v, mask).transpose(1, 2).flatten(2)
        x = self.attended_norm(x + self.dropout(self.attended(attended)))
        return self.outer_norm(x + self.dropout(self.outer(F.gelu(self.inner(x)))))  # type: ignore[no-any-return]


class Link(nn.Module):
    """From every word a score for every word of its window, and for none (word 0)."""

    def __init__(self) -> None:
        super().__init__()
        self.asking = nn.Linear(WIDTH, LINK_WIDTH)
        self.answering = nn.Linear(WIDTH, LINK_WIDTH)
        self.none = nn.Linear(WIDTH, 1)
        self.distance = nn.Parameter(torch.zeros(2 * MAX_DISTANCE + 1))
        self.place = nn.Parameter(torch.zeros(N_PLACES))

    def forward(self, words: Tensor, places: Tensor) -> Tensor:
        scores = self.asking(words) @ self.answering(words).transpose(1, 2) / LINK_WIDTH**0.5
        at = torch.arange(words.shape[1])
        apart = (at[None] - at[:, None]).clamp(-MAX_DISTANCE, MAX_DISTANCE) + MAX_DISTANCE
        scores = scores + FASTER * (self.distance[apart] + self.place[places])
        return torch.cat([self.none(words), scores[:, :, 1:]], dim=2)


def places_of(batch: Batch) -> Tensor:
    """windows x words x words: how two words stand to each other: whether the first is quoted, how many sentences and
    how many bounds of quotations the second comes later."""
    sentences = batch.sentences[:, None, :] - batch.sentences[:, :, None]
    bounds = batch.bounds[:, None, :] - batch.bounds[:, :, None]
    quoted = batch.bounds[:, :, None] % 2
    sentences = sentences.clamp(-MAX_SENTENCES, MAX_SENTENCES) + MAX_SENTENCES
    bounds = bounds.clamp(-MAX_BOUNDS, MAX_BOUNDS) + MAX_BOUNDS
    return (quoted * (2 * MAX_SENTENCES + 1) + sentences) * (2 * MAX_BOUNDS + 1) + bounds


class Network(nn.Module):
    """See the module."""

    def __init__(self, vocabulary: int = 30522) -> None:
        super().__init__()
        self.pieces = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.features = nn.Embedding(N_FEATURES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(N_LAYERS))
        self.dropout = nn.Dropout(0.0)
        self.tags = nn.Linear(WIDTH, len(TAGS))
        self.cues = Link()
        self.sources = Link()
        self.entities = nn.Linear(WIDTH, len(ENTITIES))

    def encoded(self, batch: Batch) -> Tensor:
        """The hidden states of the words."""
        at = torch.arange(batch.pieces.shape[1])
        x = self.dropout(self.norm(self.pieces(batch.pieces) + self.positions(at) + self.features(batch.features)))
        mask = batch.is_piece[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return x.gather(1, batch.first_pieces[..., None].expand(-1, -1, WIDTH))

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits of tags (windows x words x tags), of cues and of sources (windows x words x words), of entities
        (windows x words x kinds)."""
        words = self.encoded(batch).float()
        places = places_of(batch)
        with torch.autocast("cpu", enabled=False):
            words = self.dropout(words)
            return self.tags(words), self.cues(words, places), self.sources(words, places), self.entities(words)


def loss_of(network: Network, batch: Batch) -> Tensor:
    """The sum of the four cross entropies; a link is right at any word of the span it asks for."""
    tags, cues, sources, entities = network(batch)
    of_tags = F.cross_entropy(tags.flatten(0, 1), batch.tags.flatten(), ignore_index=IGNORED)
    of_entities = F.cross_entropy(entities.flatten(0, 1), batch.entities.flatten(), ignore_index=IGNORED)
    of_cues = _link_loss(cues, batch.cues, batch.paragraphs)
    of_sources = _link_loss(sources, batch.sources, batch.paragraphs)
    return of_tags + of_cues + of_sources + ENTITY_WEIGHT * of_entities


def _link_loss(scores: Tensor, spans: Tensor, paragraphs: Tensor) -> Tensor:
    together = paragraphs[:, :, None] == paragraphs[:, None, :]
    together[:, :, 0] = True
    scores = scores.masked_fill(~together, -1e4)
    at = torch.arange(scores.shape[2])
    right = (at >= spans[..., :1]) & (at < spans[..., 1:])
    asked = (spans[..., 0] >= 0) & (right & together).any(2)
    scores, right = scores[asked], right[asked]
    return (scores.logsumexp(1) - scores.masked_fill(~right, -1e4).logsumexp(1)).mean()


def load_encoder(network: Network, tensors: dict[str, Tensor]) -> None:
    """Take over the weights of all-MiniLM-L6-v2; the features begin as its first token type."""
    names = {
        "pieces": "embeddings.word_embeddings",
        "positions": "embeddings.position_embeddings",
        "norm": "embeddings.LayerNorm",
    }
    parts = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "attended": "attention.output.dense",
        "attended_norm": "attention.output.LayerNorm",
        "inner": "intermediate.dense",
        "outer": "output.dense",
        "outer_norm": "output.LayerNorm",
    }
    for i in range(N_LAYERS):
        names |= {f"layers.{i}.{ours}": f"encoder.layer.{i}.{theirs}" for ours, theirs in parts.items()}
    state = network.state_dict()
    for ours, theirs in names.items():
        for kind in ("weight", "bias"):
            if f"{ours}.{kind}" in state:
                state[f"{ours}.{kind}"] = tensors[f"{theirs}.{kind}"]
    state["features.weight"] = tensors["embeddings.token_type_embeddings.weight"][:1].repeat(N_FEATURES, 1)
    network.load_state_dict(state)
