"""A bundle as one page of HTML that needs nothing else: what `toolwright docs` writes."""

from __future__ import annotations

from jinja2 import Environment as Templates
from jinja2 import PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from toolwright.runtime import Bundle

from .content import content

MOST_TASKS = 60
"""Tasks that a page shows, where nobody says how many."""


def page(bundle: Bundle, most_tasks: int = MOST_TASKS) -> str:
    """The page of *bundle* with about *most_tasks* tasks, spread over its families. Raises BundleError."""
    # A bundle may come from a stranger: every text of it is escaped, and the page forbids itself the network.
    templates = Templates(
        loader=PackageLoader("toolwright.compiler"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["code"] = _code
    return templates.get_template("page.html.j2").render(content(bundle, most_tasks))


def _code(text: str) -> Markup:
    """*text* with what stands in back quotes as code."""
    parts = text.split("`")
    # An odd number of quotes: the last one is a mark like any other.
    last = len(parts) - 1 if len(parts) % 2 else len(parts) - 2
    marked = [
        Markup("<code>{}</code>").format(part) if i % 2 and i < last else escape(part if i <= last else f"`{part}")
        for i, part in enumerate(parts)
    ]
    return Markup("").join(marked)


__all__ = ["MOST_TASKS", "page"]
