"""What a name means, in a few lines."""

from __future__ import annotations

from dataclasses import dataclass

from ..checking.types import Type, Unknown
from ..source import Span
from ..syntax import nodes
from .model import Definition, Index, Kind, Use
from .spelling import field, head, one_line, spelled
from .words import written


@dataclass(frozen=True, slots=True)
class Hover:
    """An explanation of a name."""

    span: Span
    code: str
    """In the language: what it is."""
    text: str
    """In Markdown: what its author says of it; may be empty."""

    @property
    def markdown(self) -> str:
        """Both as one text."""
        code = f"```tool\n{self.code}\n```"
        return f"{code}\n\n{self.text}" if self.text else code


def hover(index: Index, path: str, offset: int) -> Hover | None:
    """What stands at *offset* of the file at *path*; None where nothing has a meaning."""
    use = index.at(path, offset)
    return None if use is None else Hover(use.span, describe(index, use), documentation(index, use.definition))


def describe(index: Index, use: Use) -> str:
    """*use* in the language, with the type that it has at this place."""
    own = use.definition
    node = own.node
    found = index.analysis.world.types.get(use.node) if use.node is not None else None
    match own.kind:
        case Kind.WORD:
            return f"{own.name}: {spelled(own.type)}" if own.type is not None else written(own)
        case Kind.ALIAS if own.target is not None:
            return describe(index, Use(use.span, own.target, node=use.node))
        case Kind.MEMBER if own.owner is not None:
            return f"{own.owner.name}.{own.name}"
        case Kind.PARAMETER if isinstance(node, nodes.FieldNode):
            return f"parameter {field(node)}{_narrowed(node.type, found)}"
        case Kind.FIELD:
            holder = f"{own.owner.name}." if own.owner is not None else ""
            if isinstance(node, nodes.FieldNode):
                return f"field {holder}{field(node)}"
            return f"field {own.name}{_typed(found)}"
        case Kind.STEP:
            return f"step {own.name}{_typed(found or own.type)}"
        case Kind.VARIABLE:
            return f"{_keyword(node)} {own.name}{_typed(_declared(node) or found or own.type)}"
        case _:
            return head(node) if node is not None else own.name


def _keyword(node: nodes.Node | None) -> str:
    match node:
        case nodes.Let():
            return "let"
        case nodes.Each():
            return "each"
        case nodes.GroupClause():
            return "group"
        case _:
            return "for"


def _declared(node: nodes.Node | None) -> str | None:
    return one_line(node.type) if isinstance(node, nodes.Let) and node.type is not None else None


def _typed(type_: Type | str | None) -> str:
    if type_ is None or isinstance(type_, Unknown):
        return ""
    return f": {type_ if isinstance(type_, str) else spelled(type_)}"


def _narrowed(written_type: nodes.TypeNode, found: Type | None) -> str:
    """A remark where a place knows more than the declaration: that an optional value is there."""
    optional = isinstance(written_type, nodes.OptionalTypeNode)
    return "  # not null here" if optional and found is not None and not spelled(found).endswith("?") else ""


def documentation(index: Index, own: Definition) -> str:
    """What the author, or the language, says of *own*, in Markdown."""
    node = own.node
    if own.kind is Kind.ALIAS and own.target is not None:
        return (
            f"{documentation(index, own.target)}\n\n`{own.name}` stands for `{own.target.name}` in this file.".strip()
        )
    parts = [f"*{own.group}*"] if own.group else []
    doc = getattr(node, "doc", None)
    parts.append(doc.text.strip() if isinstance(doc, nodes.Doc) else own.doc)
    match node:
        case nodes.EntityDecl(_, name):
            entity = index.analysis.world.entities.get(name.text)
            rows = len(entity.rows) if entity is not None else 0
            parts.append(f"{rows:,} row{'' if rows == 1 else 's'}")
        case nodes.ErrorDecl(_, _, _, message):
            parts.append(f"> {one_line(message)}")
        case nodes.ScenarioDecl(_, _, _, settings):
            titles = [s.value for s in settings.items if s.name.text == "title"]
            parts.extend(str(t.value) for t in titles if isinstance(t, nodes.Literal))
        case nodes.ToolDecl() | nodes.FnDecl() | nodes.ExternDecl():
            parts.append("\n".join(f"- `{p.name.text}`: {p.doc.text.strip()}" for p in node.params if p.doc))
        case _:
            pass
    return "\n\n".join(part for part in parts if part)
