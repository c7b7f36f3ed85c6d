"""News text in, values out: pure functions, without disk, network or Prefect.

>>> from transforms import analyse
>>> quote = analyse("“The bridge opens on Monday,” said Ina Corvell, the mayor.").quotes[0]
>>> quote.speaker, quote.content
('Ina Corvell', '“The bridge opens on Monday,”')
"""

from importlib.metadata import version

__version__ = version("copydesk")

from transforms.analyse import Analysis, analyse, analyse_document
from transforms.document import Document, Paragraph, Reject, Span, Token, Voice

__all__ = [
    "Analysis",
    "Document",
    "Paragraph",
    "Reject",
    "Span",
    "Token",
    "Voice",
    "__version__",
    "analyse",
    "analyse_document",
]
