"""The outline of a file: its declarations, with what stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..source import Span
from ..syntax import nodes


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an outline."""

    kind: str
    """The word that declares it (`entity`, `tool`), or `member`, `field`, `step`."""
    name: str
    span: Span
    """All of it."""
    at: Span
    """The place to go to; inside of *span*."""
    inside: tuple[Entry, ...] = ()


def outline(module: nodes.Module) -> tuple[Entry, ...]:
    """The declarations of *module* that have a name or hold something that has one, in the order of the file."""
    return tuple(entry for item in module.items for entry in _entry(item))


def _entry(item: nodes.Node) -> Iterator[Entry]:
    match item:
        case nodes.ScenarioDecl(span, name, library):
            yield Entry("library" if library else "scenario", name.text, span, name.span)
        case nodes.EnumDecl(span, name, _, members):
            inside = tuple(Entry("member", member.name.text, member.span, member.name.span) for member in members)
            yield Entry("enum", name.text, span, name.span, inside)
        case nodes.RecordDecl(span, name, _, fields):
            yield Entry("record", name.text, span, name.span, _fields(fields))
        case nodes.EntityDecl(span, name, _, _, fields):
            yield Entry("entity", name.text, span, name.span, _fields(fields))
        case nodes.DataDecl(span, entity):
            yield Entry("data", entity.text, span, entity.span)
        case nodes.ConstDecl(span, name):
            yield Entry("const", name.text, span, name.span)
        case nodes.ErrorDecl(span, name):
            yield Entry("error", name.text, span, name.span)
        case nodes.FnDecl(span, name) | nodes.ExternDecl(span, name):
            yield Entry("fn", name.text, span, name.span)
        case nodes.ToolDecl(span, name):
            yield Entry("tool", name.text, span, name.span)
        case nodes.TaskDecl(span, name, _, items):
            steps = (each for each in items if isinstance(each, nodes.Step))
            inside = tuple(Entry("step", step.name.text, step.span, step.name.span) for step in steps)
            yield Entry("task", name.text, span, name.span, inside)
        case nodes.TestDecl(span, title):
            yield Entry("test", title, span, span)
        case nodes.ScaleDecl(span, _, _, levels):
            yield Entry("scale", "scale", span, span, tuple(map(_level, levels)))
        case _:
            return


def _level(level: nodes.Level | nodes.Ladder) -> Entry:
    if isinstance(level, nodes.Ladder):
        return Entry("level", f"{level.first.text} .. {level.last.text}", level.span, level.span)
    return Entry("level", level.name.text, level.span, level.name.span)


def _fields(fields: tuple[nodes.FieldNode, ...]) -> tuple[Entry, ...]:
    return tuple(Entry("field", field.name.text, field.span, field.name.span) for field in fields)
