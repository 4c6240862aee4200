"""What can be wrong with the names of an import, and the edits that mend it."""

from __future__ import annotations

from ..diagnostics import Edit, Fix
from ..diagnostics.findings import Findings
from ..source import Span
from ..syntax import nodes
from ..syntax.walk import walk
from .unit import Unit


def unused_imports(findings: Findings, unit: Unit) -> None:
    """Warn of imported names that nothing in the file uses."""
    for item in unit.items:
        for name in item.names if isinstance(item, nodes.Import) else ():
            local = (name.alias or name.name).text
            scope = unit.scope
            if local in scope.used or local in scope.poisoned or unit.broken:
                continue
            # What tasks are offered is used by being imported.
            library = unit.header is not None and unit.header.library
            if library or not isinstance(scope.values.get(local), nodes.ToolDecl):
                message = f"`{local}` is imported and never used"
                fix = without_name(item, name) if isinstance(item, nodes.Import) else None
                findings.warning("TW0212", name.span, message, help="leave it out", fix=fix)


def without_name(node: nodes.Import, name: nodes.ImportName) -> Fix:
    """Leave *name* out of its import; the last name takes the import with it."""
    if len(node.names) == 1:
        return without_import(node)
    at = node.names.index(name)
    if at + 1 < len(node.names):
        span = Span(name.span.source, name.span.start, node.names[at + 1].span.start)
    else:
        span = Span(name.span.source, node.names[at - 1].span.end, name.span.end)
    return Fix(f"leave out `{(name.alias or name.name).text}`", (Edit(span, ""),))


def without_import(node: nodes.Import) -> Fix:
    """Leave the whole import out, with its line where nothing else stands on it."""
    source = node.span.source
    start, end = node.span.start, node.span.end
    line_end = source.text.find("\n", end)
    line_end = len(source.text) if line_end < 0 else line_end + 1
    line_start = source.text.rfind("\n", 0, start) + 1
    if not source.text[line_start:start].strip() and not source.text[end:line_end].strip():
        start, end = line_start, line_end
    return Fix("leave this import out", (Edit(Span(source, start, end), ""),))


def keep_error_name(name: nodes.ImportName, items: list[nodes.Declaration]) -> Fix | None:
    """Import an error as it is called and call it so in *items*; None where that name is taken there."""
    word, alias = name.name.text, name.alias
    if alias is None or word in _names(items, but=name):
        return None
    uses = [use for item in items for node in walk(item) for use in _errors(node) if use.text == alias.text]
    unnamed = Span(name.span.source, name.name.span.end, alias.span.end)
    return Fix(f"call it `{word}`", (Edit(unnamed, ""), *(Edit(use.span, word) for use in uses)))


def _errors(node: nodes.Node) -> tuple[nodes.Ident, ...]:
    """The errors that *node* itself names."""
    match node:
        case nodes.Failure(error=error):
            return (error,)
        case nodes.ToolDecl(fails=fails):
            return fails
        case nodes.Expect(fails=nodes.Ident() as error):
            return (error,)
        case _:
            return ()


def _names(items: list[nodes.Declaration], but: nodes.ImportName) -> set[str]:
    """The names that *items* declare or import, apart from *but*."""
    found = set()
    for item in items:
        if isinstance(item, nodes.Import):
            found |= {(name.alias or name.name).text for name in item.names if name is not but}
        elif isinstance(name := getattr(item, "name", None), nodes.Ident):
            found.add(name.text)
    return found
