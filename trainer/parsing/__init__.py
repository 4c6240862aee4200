"""From what a model wrote to its calls, in the formats that models really write.

A format's module says what its calls look like; `formats` names them all, `turn` and `source` hold what is common:
thinking is set apart before anything is looked for, a closing tag inside a JSON string is text, what was meant as a
call and written wrong is kept as a malformed call, so that it counts, and time is linear in the text.
"""

from .detect import format_of
from .formats import FORMATS, Format, UnknownFormatError, format_named, has_debris, parse_calls
from .parsed import Parsed, ParsedCall, ParseError
from .served import with_calls_of_text

__all__ = [
    "FORMATS",
    "Format",
    "ParseError",
    "Parsed",
    "ParsedCall",
    "UnknownFormatError",
    "format_named",
    "format_of",
    "has_debris",
    "parse_calls",
    "with_calls_of_text",
]
