"""One input through everything that the front end does, held to what holds for any input at all."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from toolwright.dsl.check import analyse
from toolwright.dsl.diagnostics import Diagnostic, Severity
from toolwright.dsl.diagnostics.catalogue import CATALOGUE
from toolwright.dsl.diagnostics.render import render_github, render_json, render_text
from toolwright.dsl.diagnostics.sarif import render_sarif
from toolwright.dsl.formatting import format_source
from toolwright.dsl.mend import mend
from toolwright.dsl.source import Source, Span
from toolwright.dsl.syntax.nodes import shape
from toolwright.dsl.syntax.parse import Parsed, decode, parse
from toolwright.dsl.syntax.walk import children, walk

from .serve import serve

PATH = "fuzz/spec.tool"
"""Under which the checker sees the input."""
_FIXED = 1.0
_EACH = 0.001
"""Seconds that an input may take, and those for each of its characters: twenty times what they usually need."""
_MENDABLE = 20_000
"""Longest text whose fixes are carried out: twenty rounds of checking take a while."""


class InMemory:
    """Files by path."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise FileNotFoundError(2, "No such file or directory")
        return self.files[path]


def probe(files: Mapping[str, bytes], path: str = PATH) -> tuple[Diagnostic, ...]:
    """What checking *path* finds. Raises AssertionError where a promise is broken, and what the front end raises."""
    decoded = decode(path, files[path])
    told(decoded.diagnostics)
    if not decoded.diagnostics:
        probe_text(decoded.source)
    analysis = analyse(path, InMemory(files), lints=True)
    checked = analysis.checked
    told(checked.diagnostics)
    assert checked.diagnostics or checked.program is not None
    failed = any(found.severity is Severity.ERROR for found in checked.diagnostics)
    assert failed or checked.program is not None or "library" in decoded.source.text
    if len(files[path]) <= _MENDABLE and any(found.fix for found in checked.diagnostics):
        mended = mend([path], InMemory(files), lambda name: name == path)
        for one in mended.checked:
            told(one.diagnostics)
    serve(analysis, path, InMemory(files))
    return checked.diagnostics


def probe_text(source: Source) -> None:
    """*source*, which may be no text at all, through parser and formatter."""
    parsed = parse(source)
    told(parsed.diagnostics)
    assert all(found.span.source is source for found in parsed.diagnostics)
    assert parsed.module.items or parsed.diagnostics
    inside(source, parsed)
    formatted = format_source(source)
    told(formatted.diagnostics)
    if any(found.severity is Severity.ERROR for found in parsed.diagnostics):
        assert formatted.text == source.text
        return
    again = Source(source.name, formatted.text)
    assert shape(parse(again).module) == shape(parsed.module)
    assert format_source(again).text == formatted.text


def inside(source: Source, parsed: Parsed) -> None:
    """Comments and nodes of *parsed* lie in *source*, and every node in its parent."""
    for comment in parsed.comments:
        assert comment.source is source and comment.text.startswith("#")
    for node in walk(parsed.module):
        assert 0 <= node.span.start <= node.span.end <= len(source.text)
        for child in children(node):
            assert node.span.start <= child.span.start <= child.span.end <= node.span.end, child


def told(diagnostics: Sequence[Diagnostic]) -> None:
    """*diagnostics* are well made, and every form of them can be printed."""
    for found in diagnostics:
        assert found.code in CATALOGUE
        assert found.message.strip() and "\n" not in found.message
        edits = found.fix.edits if found.fix else ()
        _within([found.span, *(label.span for label in found.labels), *(edit.span for edit in edits)])
        places = sorted((edit.span.source.name, edit.span.start, edit.span.end) for edit in edits)
        assert all(one[0] != two[0] or one[2] <= two[1] for one, two in pairwise(places)), found.fix
    text = render_text(diagnostics, colour=False)
    assert all(char == "\n" or char.isprintable() for char in text)
    render_text(diagnostics, colour=True)
    assert len(render_json(diagnostics).splitlines()) == len(diagnostics)
    assert render_github(diagnostics).count("\n") == len(diagnostics)
    assert len(json.loads(render_sarif(diagnostics))["runs"][0]["results"]) == len(diagnostics)


def _within(spans: Iterable[Span]) -> None:
    for span in spans:
        assert 0 <= span.start <= span.end <= len(span.source.text), (span.start, span.end, span.source.name)


def in_time(files: Mapping[str, bytes], path: str = PATH) -> tuple[Diagnostic, ...]:
    """`probe`, in a time linear in the size of the input; one that seems slow gets a second chance."""
    size = sum(map(len, files.values()))
    for chance in range(2):
        start = time.process_time()
        found = probe(files, path)
        taken = time.process_time() - start
        if taken <= _FIXED + _EACH * size:
            break
        assert not chance, f"{taken:.1f} s for {size:,} bytes"
    return found
