"""What an editor asks of one file, at some places of it."""

from __future__ import annotations

from toolwright.dsl.check import Analysis, analyse
from toolwright.dsl.project.files import Files
from toolwright.dsl.services.bind import index
from toolwright.dsl.services.complete import complete
from toolwright.dsl.services.hover import hover
from toolwright.dsl.services.navigate import definition, highlights, meant, references
from toolwright.dsl.services.outline import outline
from toolwright.dsl.services.rename import rename

_PLACES = 5
_COMPLETED = 5_000
"""Longest text in which names are completed and changed: each time the whole is checked again, often."""


class Changed:
    """Files, one of them with another text."""

    def __init__(self, files: Files, path: str, text: str) -> None:
        self.files, self.path, self.text = files, path, text

    def read(self, path: str) -> bytes:
        return self.text.encode("utf-8", "surrogatepass") if path == self.path else self.files.read(path)


def serve(analysis: Analysis, path: str, files: Files) -> None:
    """Everything that the services answer; what they raise is the caller's, what they give lies in its text."""
    source = analysis.sources.get(path)
    if source is None:
        return
    known = index(analysis)
    for unit in analysis.units:
        outline(unit.module)
    for uses in known.uses.values():
        for use in uses:
            assert 0 <= use.span.start < use.span.end <= len(use.span.source.text)
    used = [use.span.start for use in known.uses.get(path, ())]
    for offset in (*used[:: len(used) // _PLACES + 1], len(source.text) // 2):
        shown = hover(known, path, offset)
        assert shown is None or shown.markdown
        definition(known, path, offset)
        highlights(known, path, offset)
        own = meant(known, path, offset)
        assert own is None or references(known, own.key)
    if len(source.text) > _COMPLETED:
        return
    at = used[len(used) // 2] if used else len(source.text) // 2
    complete(lambda text: analyse(path, Changed(files, path, text)), source, at)
    rename([known], path, at, "renamed", files)
