"""The quick way of a call: generated functions from arguments text to observation and facts.

A quick function answers what goes well and leaves everything else to the plain way (`runtime.machine`): arguments that
want a closer look, and calls that fail. It runs the tool's own body, over indexes and sorted views of tables that
nobody wrote to, and keeps with each row the text and the facts of what is shown of it.
"""

from .machine import QuickTools, Runner, Seen

__all__ = ["QuickTools", "Runner", "Seen"]
