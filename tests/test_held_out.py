"""The ten held-out pieces: written to be hard, annotated apart from the system, never used to improve it."""

from __future__ import annotations

from pathlib import Path

from flows.evaluate import evaluate

HELD_OUT = Path(__file__).parent / "examples" / "held_out"


def test_held_out_pieces_stay_as_right_as_they_were() -> None:
    """Business, sport, technology, arts, courts, house styles: what was measured on them may not get much worse."""
    figures = evaluate(HELD_OUT, HELD_OUT / "speakers.json", workers=1).accuracy
    assert (figures.n_documents, figures.n_annotated) == (10, 214)
    assert figures.scores["joint"].f1 > 0.82
    assert figures.shares["speaker_of_matched"].value > 0.8
    assert figures.confident.value > 0.95
