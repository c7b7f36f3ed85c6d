"""Everything in transforms works where there is no network and no NLTK data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

# Runs in a fresh process: every way to a socket raises before anything of ours is imported.
PROGRAM = """
import json, pathlib, socket, sys

def no_network(*args, **kwargs):
    raise AssertionError("a socket was asked for")

class NoSocket(socket.socket):
    def __init__(self, *args, **kwargs):
        no_network()

socket.socket = NoSocket
for name in ("create_connection", "getaddrinfo", "gethostbyname", "socketpair", "create_server"):
    setattr(socket, name, no_network)

from transforms import Document, analyse_document
from transforms.parse import parse
from transforms.versions import versions

[document] = parse(pathlib.Path(sys.argv[1]).read_bytes(), "file:///sample.txt")
analysis = analyse_document(document)
try:
    socket.create_connection(("localhost", 80))
except AssertionError:
    blocked = True
loaded = [name for name in ("prefect", "flows", "torch", "pandas") if name in sys.modules]
print(json.dumps({
    "blocked": blocked,
    "loaded": loaded,
    "textstat": analysis.readability_textstat["flesch_reading_ease"],
    "flesch": analysis.readability["all"].metrics["flesch_reading_ease"],
    "n_quotes": len(analysis.quotes),
    "n_matches": sum(count.n_matches for count in analysis.sentiment.counts),
    "versions": versions(),
}))
"""


def test_a_sample_article_is_analysed_without_a_network(tmp_path: Path) -> None:
    """With sockets blocked and no NLTK data anywhere, an article has all its numbers, textstat's too."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "NLTK_DATA": str(tmp_path),
    }
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(ROOT / "data" / "raw" / "bus-fares.txt")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["blocked"] is True
    assert found["loaded"] == []
    assert 0 < found["textstat"] < 100
    assert 0 < found["flesch"] < 100
    assert found["n_quotes"] > 0
    assert found["n_matches"] > 0
    assert list(tmp_path.iterdir()) == []
