"""How the model is made: the answers that it learns, the network, its export, its confidence, its card.

Nothing is trained here. What needs torch or onnx is left out where the extra `train` is not installed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from training.calibrate import fitted
from training.gold import IGNORED, TAGS, Answers, Article, answers_of
from transforms.accuracy import AnnotatedArticle, accuracy, compare
from transforms.annotations import Annotation
from transforms.document import Document, Span
from transforms.quotes.marks import quotations
from transforms.quotes.tagger import plain_tokenizer
from transforms.quotes.windows import Pieces, Window, Word, windows_of, words_of
from transforms.segment import segment

_WHY = "the extra `train` is not installed"


@cache
def _pieces() -> Pieces:
    tokenizer = files("transforms.quotes") / "model" / "tokenizer.json"
    return Pieces(plain_tokenizer(tokenizer.read_text(encoding="utf-8")))


def _read(text: str) -> tuple[list[Word], Window]:
    document = segment(Document("file:///a.txt", 0, "", text))
    words = words_of(document, quotations(document), _pieces())
    return words, windows_of(document, words)[0]


# gold.py

TEXT = "The pier, said Ana Diaz in May, is old. Bo denied it."


def _spans(*pieces: str, text: str = TEXT) -> tuple[Span, ...]:
    return tuple(Span(text.index(piece), text.index(piece) + len(piece)) for piece in pieces)


def _annotation(*content: str, cue: tuple[str, ...] = (), source: tuple[str, ...] = ()) -> Annotation:
    return Annotation(_spans(*source), _spans(*cue), _spans(*content))


def _answers(
    *annotations: Annotation, entities: tuple[tuple[Span, int], ...] = (), cut: tuple[int, int] | None = None
) -> Answers:
    """The answers for all words, or for those of a window from one word to before another."""
    words, window = _read(TEXT)
    if cut:
        window = Window(*cut, window.pieces, window.features, window.first_pieces, window.sentences, window.bounds)
    return answers_of(words, window, Article("a", TEXT, annotations, entities))


def _at(word: str) -> int:
    """The position of a word in the window: 0 is the window's own mark."""
    return [w.token.text for w in _read(TEXT)[0]].index(word) + 1


def _tagged(answers: Answers) -> dict[str, str]:
    """The words with a role."""
    texts = [word.token.text for word in _read(TEXT)[0]]
    tags = answers.tags[1:].tolist()
    return {text: TAGS[tag] for text, tag in zip(texts, tags, strict=True) if tag}


PIER = _annotation("The pier", "is old", cue=("said", "in May"), source=("Ana Diaz",))


def test_roles_of_words() -> None:
    """Every piece begins anew, also where a span is discontinuous."""
    assert _tagged(_answers(PIER)) == {
        "The": "B-content",
        "pier": "I-content",
        "said": "B-cue",
        "Ana": "B-source",
        "Diaz": "I-source",
        "in": "B-cue",
        "May": "I-cue",
        "is": "B-content",
        "old": "I-content",
    }


def test_links_of_words() -> None:
    """All pieces of content point at the whole cue, all its pieces at the source; other words at none, or nothing."""
    answers = _answers(PIER)
    cue, source = [_at("said"), _at("May") + 1], [_at("Ana"), _at("Diaz") + 1]
    content = [_at(word) for word in ("The", "pier", "is", "old")]
    of_cue = [_at(word) for word in ("said", "in", "May")]
    assert answers.cues[content].tolist() == [cue] * 4
    assert np.delete(answers.cues[1:], np.array(content) - 1, 0).tolist() == [[0, 1]] * (len(answers.cues) - 5)
    assert answers.sources[of_cue].tolist() == [source] * 3
    assert (np.delete(answers.sources, of_cue, 0) == -1).all()


def test_the_windows_own_mark_is_not_asked() -> None:
    """Word 0 stands for none and has no answers of its own."""
    answers = _answers(PIER)
    assert (answers.tags[0], answers.entities[0]) == (IGNORED, IGNORED)
    assert answers.cues[0].tolist() == answers.sources[0].tolist() == [-1, -1]


def test_a_cue_without_source_has_none() -> None:
    """That nobody is named is an answer; that an attribution has no cue leaves nothing to ask."""
    answers = _answers(_annotation("it", cue=("denied",)))
    assert answers.sources[_at("denied")].tolist() == [0, 1]
    answers = _answers(_annotation("it"))
    assert answers.tags[_at("it")] == TAGS.index("B-content")
    assert answers.cues[_at("it")].tolist() == [-1, -1]


def test_what_lies_beyond_the_window_is_not_asked() -> None:
    """Content whose cue, or a cue whose source, stands in another window is still content or cue."""
    first = _at("in") - 1
    answers = _answers(_annotation("is old", cue=("said",), source=("Ana Diaz",)), cut=(first, first + 7))
    is_old = [_at("is") - first, _at("old") - first]
    assert answers.tags[is_old].tolist() == [TAGS.index("B-content"), TAGS.index("I-content")]
    assert (answers.cues[is_old] == -1).all()
    answers = _answers(_annotation("The pier", cue=("in May",), source=("Ana Diaz",)), cut=(first, first + 7))
    assert answers.tags.tolist() == [IGNORED, 3, 4, 0, 0, 0, 0, 0]
    assert answers.sources[1:3].tolist() == [[-1, -1]] * 2
    assert (answers.cues[1:] == [0, 1]).all()


def test_an_annotation_may_end_within_a_word() -> None:
    """A word belongs to a span that holds a character of it; a span without one belongs to no word."""
    answers = _answers(_annotation("ier, sai", cue=("enie",), source=("B",)))
    assert _tagged(answers) == {
        "pier": "B-content",
        ",": "I-content",
        "said": "I-content",
        "Bo": "B-source",
        "denied": "B-cue",
    }
    space = Annotation((), (), (Span(3, 4),))
    assert _tagged(_answers(space)) == {}


def test_names_of_words() -> None:
    """Words of names have the kind of the name, all others none."""
    (name, other) = _spans("Ana Diaz", "Bo")
    kinds = _answers(entities=((name, 1), (other, 2))).entities
    assert kinds[[_at("Ana"), _at("Diaz"), _at("Bo")]].tolist() == [1, 1, 2]
    assert np.count_nonzero(kinds[1:]) == 3


# calibrate.py


def test_known_weights_are_found() -> None:
    """The weights that drew the outcomes come back, and the chances that they give are right as often as they say."""
    chance, true = np.random.default_rng(1), np.array([-0.5, 1.5, -1.0])
    x = np.column_stack([np.ones(20_000), chance.normal(size=(20_000, 2))])
    y = chance.random(20_000) < 1 / (1 + np.exp(-x @ true))
    weights = fitted(x.tolist(), y.tolist())
    assert weights == pytest.approx(true, abs=0.1)
    chances = 1 / (1 + np.exp(-x @ weights))
    bins = np.digitize(chances, [0.2, 0.4, 0.6, 0.8])
    assert [y[bins == i].mean() - chances[bins == i].mean() for i in range(5)] == pytest.approx([0] * 5, abs=0.03)


def test_few_cases_make_no_certainty() -> None:
    """What parts the cases without exception has a finite weight, what never varies has none."""
    weights = fitted([(1.0, -1.0, 0.0), (1.0, 1.0, 0.0)] * 5, [False, True] * 5)
    assert 1 < weights[1] < 5
    assert weights[2] == 0


# train.py, network.py, export.py


def _example(text: str) -> Any:
    from training.train import text_of

    return text_of(Article("a", text, (), ()), _pieces()).examples()[0]


def _is_whole_or_untouched(before: NDArray[np.int64], after: NDArray[np.int64], first_pieces: list[int]) -> bool:
    """Whether each word's pieces are all hidden or all as before; the last ends before the window's mark."""
    bounds = zip(first_pieces, [*first_pieces[1:], len(before)], strict=True)
    pieces = [(before[a:b], after[a:b]) for a, b in bounds]
    return all((new == 103).all() or (new == old).all() for old, new in pieces)


def test_whole_words_are_hidden_and_no_marks() -> None:
    """With their words' pieces all together, about the share that is asked for; never the window's marks or padding."""
    torch = pytest.importorskip("torch", reason=_WHY)
    from training import train

    examples = [_example("Unpronounceableska counterdemonstrators disembarked. " * 9), _example("It rained all day.")]
    batch = train.batch_of(examples)
    torch.manual_seed(0)
    hidden = train._masked(batch, 0.4).pieces
    for row, example in zip(hidden.numpy(), examples, strict=True):
        before = example.window.pieces
        n = len(before)
        assert row[[0, n - 1]].tolist() == [101, 102]
        assert (row[n:] == 0).all()
        assert _is_whole_or_untouched(before[: n - 1], row[: n - 1], example.window.first_pieces[1:].tolist())
    first_pieces = examples[0].window.first_pieces[1:]
    assert 0.2 < (hidden[0].numpy()[first_pieces] == 103).mean() < 0.6
    everything = train._masked(batch, 1.1).pieces
    assert everything[0].tolist() == [101, *[103] * (len(examples[0].window.pieces) - 2), 102]
    assert train._masked(batch, 0.0) is batch


def test_the_word_that_is_drawn_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """All its pieces, and those of no other word."""
    torch = pytest.importorskip("torch", reason=_WHY)
    from training import train

    example = _example("It unpronounceableska rained.")
    monkeypatch.setattr(torch, "rand", lambda shape: torch.ones(shape).index_fill(1, torch.tensor([0, 2]), 0.0))
    hidden = train._masked(train.batch_of([example]), 0.5).pieces[0].numpy()
    first, last = example.window.first_pieces[2:4].tolist()
    assert last - first > 1
    assert np.flatnonzero(hidden != example.window.pieces).tolist() == list(range(first, last))


@cache
def _network() -> Any:
    """A network with random weights, also for what begins at 0."""
    torch = pytest.importorskip("torch", reason=_WHY)
    from training.network import Network

    torch.manual_seed(0)
    made = Network().eval()
    with torch.no_grad():
        for name, parameter in made.named_parameters():
            if name.endswith((".distance", ".place")):
                parameter.normal_(0, 0.1)
    return made


# Longer than the farthest distance of links, with more sentences and quotations than are told apart.
_LONG = "Ana Diaz left. “It rains,” said Bo, “and pours.” Then “no” was heard. " * 8


@cache
def _of_torch(text: str) -> tuple[NDArray[np.float32], ...]:
    torch = pytest.importorskip("torch", reason=_WHY)
    from training import train

    with torch.no_grad():
        return tuple(answer[0].numpy() for answer in _network()(train.batch_of([_example(text)])))


def _of_onnx(text: str, bits: int | None) -> list[NDArray[np.float32]]:
    pytest.importorskip("onnx", reason=_WHY)
    from training.export import graph_of

    weights = {name: tensor.numpy() for name, tensor in _network().state_dict().items()}
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 3
    model = graph_of(weights, bits).SerializeToString()
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    window = _example(text).window
    names = ("pieces", "features", "first_pieces", "sentences", "bounds")
    found: list[NDArray[np.float32]] = session.run(None, {name: getattr(window, name) for name in names})
    return found


@pytest.mark.parametrize(("bits", "most"), [(None, 1e-4), (7, 0.05)])
def test_the_exported_graph_answers_as_the_network(bits: int | None, most: float) -> None:
    """In floating point all four answers are the same, in integers of 7 bits nearly."""
    expected = _of_torch(_LONG)
    assert expected[1].shape[0] > 2 * 64
    found = _of_onnx(_LONG, bits)
    assert [array.shape for array in found] == [array.shape for array in expected]
    assert max(np.abs(a - b).max() for a, b in zip(found, expected, strict=True)) < most


def test_padding_changes_no_answer() -> None:
    """A window has the same answers alone and beside a longer one."""
    torch = pytest.importorskip("torch", reason=_WHY)
    from training import train

    short = "Ana Diaz said no."
    with torch.no_grad():
        beside = _network()(train.batch_of([_example(_LONG), _example(short)]))
    for padded, alone in zip(beside, _of_torch(short), strict=True):
        n, width = alone.shape
        assert padded[1, :n, :width].numpy() == pytest.approx(alone, abs=1e-4)


# make.py, card.py


@pytest.fixture
def check() -> Callable[[Path, Path], None]:
    """What looks at the folders before anything is trained."""
    for module in ("torch", "onnx", "safetensors"):
        pytest.importorskip(module, reason=_WHY)
    from training.make import _check

    return _check


_WANTED = [f"polnear/{part}/{name}" for part in ("train", "dev") for name in ("text", "attributions")]
_WANTED += [f"polnear/corenlp/{part}_tokens.parquet" for part in ("train", "dev")]
_WANTED += ["encoder/model.safetensors", "encoder/tokenizer.json"]


@pytest.mark.parametrize("missing", _WANTED)
def test_what_is_missing_is_named(tmp_path: Path, check: Callable[[Path, Path], None], missing: str) -> None:
    """The first path that training would need and does not find, whichever it is, and what to name instead."""
    from training.make import TrainingError

    for name in _WANTED:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name != missing:
            path.mkdir() if name.endswith(("text", "attributions")) else path.write_bytes(b"")
    with pytest.raises(TrainingError) as caught:
        check(tmp_path / "polnear", tmp_path / "encoder")
    assert str(caught.value).startswith(f"{tmp_path / missing} is missing: name the folder of ")


def test_another_encoder_is_refused(tmp_path: Path, check: Callable[[Path, Path], None]) -> None:
    """Weights that are not those that the recipe was made for, with the SHA-256 that they have."""
    from training.make import TrainingError

    for name in _WANTED:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    with pytest.raises(
        TrainingError, match=r"model\.safetensors is not that of all-MiniLM-L6-v2: its SHA-256 is e3b0c442"
    ):
        check(tmp_path / "polnear", tmp_path / "encoder")


def test_the_card_has_every_figure() -> None:
    """Each score by its name, the number of articles and the model's SHA-256 stand in the card."""
    pytest.importorskip("torch", reason=_WHY)
    from training.card import card

    figures = accuracy([compare(AnnotatedArticle(TEXT, (PIER,)), TEXT, ())] * 3)
    written = card(figures, "0a1b2c")
    for name in figures.scores:
        assert f"\n| {name} | 0.000 | 0.000 | 0.000 |\n" in written
    assert "PolNeAR's 3 development articles (3 annotated attributions)" in written
    assert "SHA-256 0a1b2c" in written
    assert "{" not in written.split("stages:")[0] + written.split("Known limits")[1]
