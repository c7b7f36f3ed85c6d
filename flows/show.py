"""One article in the terminal: its numbers, its text with the quotes marked, and who said them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import cycle

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from flows.terminal import printable, printable_line
from transforms.analyse import Analysis
from transforms.document import Document, Span, Voice

_COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "red", "bright_cyan", "bright_magenta", "bright_green")
_NOBODY = "bright_black"


def article(analysis: Analysis) -> RenderableType:
    """The article as rich shows it. Whatever stems from the file is shown as it is, never read as markup."""
    document = analysis.document
    colours = dict(zip((speaker.speaker_id for speaker in analysis.speakers), cycle(_COLOURS)))
    return Group(
        Text(printable_line(document.title or document.source_uri.rsplit("/", 1)[-1]), style="bold"),
        Text(" · ".join(_about(document)), style="dim"),
        "",
        _numbers(analysis),
        "",
        _marked_text(analysis, colours),
        "",
        _quotes(analysis, colours),
    )


def _about(document: Document) -> Iterator[str]:
    for value in (document.author, document.publisher, document.language, document.url):
        if value:
            yield printable_line(value)
    if document.published_at:
        yield f"{document.published_at:%Y-%m-%d %H:%M} UTC"


def _numbers(analysis: Analysis) -> Table:
    table = Table(title="Numbers", title_justify="left", title_style="bold")
    table.add_column("voice")
    for heading in ("words", "sentences", "grade", "reading ease", "reading time", "positive", "negative"):
        table.add_column(heading, justify="right")
    for voice, reading in analysis.readability.items():
        metrics = reading.metrics
        table.add_row(
            voice.value,
            str(reading.counts.n_words),
            str(reading.counts.n_sentences),
            _number(metrics["flesch_kincaid_grade"]),
            _number(metrics["flesch_reading_ease"]),
            _number(metrics["reading_time_s"], " s"),
            str(_n_matches(analysis, voice, "positive")),
            str(_n_matches(analysis, voice, "negative")),
        )
    return table


def _number(value: float | None, unit: str = "") -> str:
    return "–" if value is None else f"{value:.1f}{unit}"


def _n_matches(analysis: Analysis, voice: Voice, category: str) -> int:
    return sum(c.n_matches for c in analysis.sentiment.counts if c.voice == voice and c.category == category)


def _marked_text(analysis: Analysis, colours: Mapping[str, str]) -> Text:
    """The text: content in the speaker's colour, source bold, cue underlined, the quote's number after it."""
    text = Text(printable(analysis.document.text))
    for quote in analysis.quotes:
        _style(text, quote.content_spans, colours.get(quote.speaker_id or "", _NOBODY))
        _style(text, quote.source_spans, "bold")
        _style(text, quote.cue_spans, "underline")
    ends = [(quote.content_spans[-1].end, number) for number, quote in enumerate(analysis.quotes, start=1)]
    for end, number in sorted(ends, reverse=True):
        text = Text.assemble(text[:end], (f"[{number}]", "dim"), text[end:])
    return text


def _style(text: Text, spans: tuple[Span, ...], style: str) -> None:
    for span in spans:
        text.stylize(style, span.start, span.end)


def _quotes(analysis: Analysis, colours: Mapping[str, str]) -> Table:
    table = Table("#", "type", "speaker", "cue", "source", "content", "sure", title="Quotes", title_justify="left")
    table.title_style = "bold"
    for number, quote in enumerate(analysis.quotes, start=1):
        table.add_row(
            str(number),
            quote.quote_type,
            Text(printable_line(quote.speaker or "–"), style=colours.get(quote.speaker_id or "", _NOBODY)),
            *(Text(printable_line(value or "–")) for value in (quote.cue, quote.source, quote.content)),
            f"{quote.confidence:.0%}",
        )
    return table
