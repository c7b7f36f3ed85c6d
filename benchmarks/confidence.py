"""How often each rule of transforms/quotes/attributions.py is right on human annotations.

    python benchmarks/confidence.py PolNeAR/train

PolNeAR/train holds text/NAME.txt and attributions/NAME_*.ann (brat stand-off). An attribution is right when its
content overlaps a human one by at least half (intersection over union of characters, white space and quotation marks
aside) and its source overlaps that one's, or both have none. Prints, for every rule, how many attributions it made
and the share that is right: the table in transforms/quotes/confidence.py.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

from transforms.quotes.attributions import attributions

from transforms.document import Document, Span
from transforms.quotes.marks import quotations
from transforms.segment import segment

Attribution = dict[str, frozenset[int]]
_NOT_COUNTED = frozenset("\"“”„‟«»''‘’` \t\r\n\u00a0")


def characters(spans: list[Span] | tuple[Span, ...], text: str) -> frozenset[int]:
    return frozenset(i for start, end in spans for i in range(start, end) if text[i] not in _NOT_COUNTED)


def human_attributions(ann: Path, text: str) -> list[Attribution]:
    bounds: dict[str, list[Span]] = {}
    found = []
    for line in ann.read_text(encoding="utf-8").splitlines():
        part = line.split("\t")
        if line.startswith("T") and len(part) >= 3:
            pieces = part[1].split(" ", 1)[1].split(";")
            bounds[part[0]] = [Span(*map(int, piece.split())) for piece in pieces]
        elif line.startswith("E"):
            roles: dict[str, list[Span]] = defaultdict(list)
            for role, reference in (item.split(":") for item in part[1].split()):
                roles[role.rstrip("0123456789")] += bounds.get(reference, [])
            if roles["Content"]:
                found.append({role: characters(roles[role.title()], text) for role in ("source", "content")})
    return found


def is_right(content: frozenset[int], source: frozenset[int], human: list[Attribution]) -> bool:
    if not content:
        return False
    best = max(human, key=lambda h: len(content & h["content"]) / len(content | h["content"]), default=None)
    if best is None or len(content & best["content"]) < 0.5 * len(content | best["content"]):
        return False
    return bool(source & best["source"]) if best["source"] else not source


def main(folder: Path) -> None:
    made: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for path in sorted((folder / "text").glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        human = human_attributions(sorted((folder / "attributions").glob(f"{path.stem}_*.ann"))[0], text)
        document = segment(Document("", 0, "", text))
        for found in attributions(document, quotations(document)):
            made[found.rule] += 1
            source = characters([found.source] if found.source else [], text)
            right[found.rule] += is_right(characters(found.content, text), source, human)
    for rule, n in made.most_common():
        print(f"{rule:32s} {n:6,d} {right[rule] / n:6.2f}")
    print(f"{'all':32s} {made.total():6,d} {right.total() / made.total():6.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
