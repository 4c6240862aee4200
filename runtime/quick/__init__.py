"""The quick way of a call: generated functions from arguments text to observation and facts.

A quick function answers what goes well and hands everything else to the plain way (`runtime.machine`): arguments that
want a closer look, and calls that fail. It runs the tool's own body, over indexes and sorted views of tables that
nobody wrote to, and keeps with each row the text and the facts of what is shown of it.
"""

from .functions import quick_source
from .queries import QuickPrinter

__all__ = ["QuickPrinter", "quick_source"]
