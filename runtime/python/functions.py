"""Tools, helper functions and errors as Python source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..ir import expressions as ir
from ..ir.body_kinds import BodyKinds
from ..ir.kinds import Kind, ListKind, MapKind, MaybeKind, Plain, RecordKind, RowKind
from ..ir.parts import Part, base_part, own_part
from ..ir.tools import DeclaredError, Extern, Function, Param, Tool, ToolModule
from ..ir.typecheck import ModuleKinds
from ..ir.types import (
    BoolType,
    DatetimeType,
    DateType,
    EnumType,
    FloatType,
    IntType,
    ListType,
    MapType,
    OptionalType,
    RecordType,
    RowType,
    StrType,
    Type,
)
from .docstrings import docstring, error_docstring, tool_docstring
from .expressions import Printer
from .growth import added, only_grows
from .layout import laid_out
from .names import Names, quote, row_class, unused
from .pieces import Piece, pieces
from .words import words


def annotation(type_: Type, rows: bool = False) -> str:
    """The Python type of a parameter, a result or a cell; with *rows*, where rows themselves go and not their keys.

    A word of an enum is a text, as it is to the language and to its builtins.
    """
    match type_:
        case BoolType():
            return "bool"
        case IntType():
            return "int"
        case FloatType():
            return "float"
        case ListType(item=item):
            return f"list[{annotation(item, rows)}]"
        case MapType(value=value):
            return f"dict[str, {annotation(value, rows)}]"
        case RecordType():
            return "dict[str, Any]"
        case OptionalType(item=OptionalType() as item):
            return annotation(item, rows)
        case OptionalType(item=item):
            return f"{annotation(item, rows)} | None"
        case RowType(entity=entity):
            return row_class(entity) if rows else "str | int"
        case _:
            return "str"


def kind_annotation(kind: Kind) -> str:
    """The Python type of what a body gives."""
    match kind:
        case ListKind(item):
            return f"list[{kind_annotation(item)}]"
        case MapKind(value):
            return f"dict[str, {kind_annotation(value)}]"
        case RecordKind():
            return "dict[str, Any]"
        case RowKind(entity):
            return row_class(entity)
        case MaybeKind(item):
            return f"{kind_annotation(item)} | None"
        case Plain("text"):
            return "str"
        case Plain("bool" | "int" | "float" as name):
            return name
    return "Any"


def declared(body: Sequence[ir.Statement], kinds: BodyKinds) -> dict[str, str]:
    """Annotations of the variables of *body* that do not say by their first value what they hold."""
    found = {name: kind_annotation(kind) for name, kind in kinds.widened.items()}
    return {
        name: (_one_then_another(body, name, kinds) or said) if said == "Any" else said for name, said in found.items()
    }


def _one_then_another(body: Sequence[ir.Statement], name: str, kinds: BodyKinds) -> str:
    """`list[str] | dict[str, Any]`, where every branch of the first choice after a variable is set sets it to another
    kind, which it keeps: a checker then knows at every place which of them it is. Empty where that is not so.
    """
    first = next((n for n, s in enumerate(body) if isinstance(s, ir.Let) and s.name == name), None)
    if first is None or not _sets(body[first + 1 : first + 2], name):
        return ""
    before, *after = kinds.bound[name]
    then = list(dict.fromkeys(map(kind_annotation, after)))
    return f"{kind_annotation(before)} | {then[0]}" if len(then) == 1 else ""


def _sets(body: Sequence[ir.Statement], name: str) -> bool:
    """Whether *body* is one statement that sets a variable, or a choice that does so whatever is chosen."""
    match body:
        case (ir.Let(name=found),):
            return found == name
        case (ir.If(then=then, otherwise=otherwise),):
            return _sets(then, name) and _sets(otherwise, name)
    return False


def error_class(error: DeclaredError, names: Names) -> list[str]:
    """A declared error as an exception class."""
    shown = [
        p.name for p in error.params if isinstance(p.value, StrType | EnumType | DateType | DatetimeType | IntType)
    ]
    printer = Printer(names, shown_as_they_are=frozenset(shown))
    params = "".join(f", {names.local(p.name)}: {annotation(p.value, rows=True)}" for p in error.params)
    return [
        f"class {names.top(error.name)}(ToolError):",
        *error_docstring(error),
        "",
        laid_out(f"def __init__(self{', *' if params else ''}{params}) -> None:", 1),
        laid_out(f"super().__init__({printer.show(error.message)})", 2),
    ]


def helper_function(function: Function, names: Names, result: Kind) -> list[str]:
    """A helper function, which gives *result*; it reads the world that its caller reads."""
    params = "".join(f", {names.local(p.name)}: {annotation(p.value, rows=True)}" for p in function.params)
    lines = [laid_out(f"def {names.top(function.name)}(world: World{params}) -> {kind_annotation(result)}:")]
    lines += docstring(function.doc or f"The function `{function.name}` of the scenario.", 1)
    return [*lines, laid_out(f"return {Printer(names).show(function.value)}", 1)]


def extern_function(extern: Extern, names: Names) -> list[str]:
    """What stands for an extern function: its own Python is not vetted, so a reader's import does not run it."""
    params = "".join(f", {names.local(p.name)}: {annotation(p.value)}" for p in extern.params)
    given = ", ".join(names.local(p.name) for p in extern.params)
    lines = [laid_out(f"def {names.top(extern.name)}(world: World{params}) -> {annotation(extern.result)}:")]
    lines += docstring(extern.doc or f"The extern function `{extern.name}` of the scenario.", 1)
    found = unused("found", [names.local(p.name) for p in extern.params])
    call = f"{found}: {annotation(extern.result)} = EXTERNS[{quote(extern.name)}]({given})"
    return [*lines, laid_out(call, 1), f"    return {found}"]


def tool_functions(tool: Tool, module: ToolModule, names: Names, kinds: ModuleKinds) -> Iterator[list[Piece]]:
    """The functions of a tool: of a scaled one its base tool first."""
    base = base_name(tool)
    if tool.core is not None:
        inner, part = kinds.bases[tool.name], base_part(tool)
        head = [laid_out(signature(base, tool.core.params, kind_annotation(inner.result), names))]
        head += docstring(f"What `{tool.origin}` does before scaling.", 1)
        core = Body(names, Printer(names, base), declared(tool.core.body, inner))
        yield [*pieces(head, part), *core.printed(tool.core.body, 1, part)]
    head = [laid_out(signature(names.top(tool.name), tool.params, annotation(tool.result), names, tool.body))]
    head += tool_docstring(tool, module, names)
    body = Body(names, Printer(names, base), declared(tool.body, kinds.bodies[tool.name]))
    yield [*pieces(head, own_part(tool)), *body.printed(tool.body, 1, own_part(tool))]


def base_name(tool: Tool) -> str:
    """Name of the function that holds a scaled tool's base tool; no name of a scenario begins so."""
    return f"_base_{tool.name}"


def signature(
    name: str, params: Sequence[Param], result: str, names: Names, body: Sequence[ir.Statement] | None = None
) -> str:
    """The head of a tool's function; that of its *body* says the words of its parameters where it may."""
    # A parameter without default may follow one that has a default, so all but the world are keywords.
    parts = ["world: World", "*"] if params else ["world: World"]
    for p in params:
        default = "" if p.required else f" = {_default(p.default)}"
        said = () if body is None else words(p, body)
        parts.append(f"{names.local(p.name)}: {_optional(p, said)}{default}")
    return f"def {name}({', '.join(parts)}) -> {result}:"


def _optional(param: Param, said: Sequence[str]) -> str:
    shown = annotation(param.value)
    if said:
        shown = f"Literal[{', '.join(map(quote, said))}]{' | None' if isinstance(param.value, OptionalType) else ''}"
    leaves_out = not param.required and param.default is None and not isinstance(param.value, OptionalType)
    return f"{shown} | None" if leaves_out else shown


def _default(value: Any) -> str:
    match value:
        case str():
            return quote(value)
        case list():
            return f"[{', '.join(map(_default, value))}]"
        case dict():
            return "{" + ", ".join(f"{quote(k)}: {_default(v)}" for k, v in value.items()) + "}"
    return repr(value)


class Body:
    """Prints statements."""

    def __init__(self, names: Names, printer: Printer, annotations: Mapping[str, str]) -> None:
        """Use *names*, and *printer* for expressions; variables are annotated where they are first bound."""
        self._names = names
        self._printer = printer
        self._to_annotate = dict(annotations)
        self._own: set[str] = set()
        """Variables with a list that was made here and that nothing else holds."""

    def printed(self, body: Sequence[Any], depth: int, within: Part, *branch: int) -> list[Piece]:
        """The statements of *body*, which is that of *within*, or of one of its statements the *branch*."""
        made: list[Piece] = []
        outside = self._own
        for number, statement in enumerate(body):
            self._own = {name for name in self._own if only_grows(statement, name)}
            made += self.statement(statement, depth, within.below(*branch, number))
            if isinstance(statement, ir.Let) and isinstance(statement.value, ir.ListOf):
                self._own.add(statement.name)
        self._own &= outside
        return made or [Piece("    " * depth + "pass", within)]

    def statement(self, s: Any, depth: int, part: Part) -> Iterator[Piece]:
        """One statement, which is *part*."""
        show = self._printer.show

        def line(text: str, deeper: int = 0) -> Piece:
            return Piece(laid_out(text, depth + deeper), part)

        match s:
            case ir.Let(value=ir.OrFail() as value):
                name = self._names.local(s.name)
                self._to_annotate.pop(s.name, None)
                yield line(f"{name} = {show(value.value)}")
                yield line(f"if {name} is None:")
                yield line(f"raise {self._printer.error(value.error, value.arguments)}", 1)
            case ir.Let(name=name) if name in self._own and (item := added(s)) is not None:
                yield line(f"{self._names.local(name)}.append({show(item)})")
            case ir.Let():
                kind = self._to_annotate.pop(s.name, None)
                yield line(f"{self._names.local(s.name)}{f': {kind}' if kind else ''} = {show(s.value)}")
            case ir.Require():
                yield line(f"if {self._printer.negated(s.condition)}:")
                yield line(f"raise {self._printer.error(s.error, s.arguments)}", 1)
            case ir.Fail():
                yield line(f"raise {self._printer.error(s.error, s.arguments)}")
            case ir.Return():
                yield line(f"return {show(s.value)}")
            case ir.Insert():
                target = f"{self._names.local(s.name)} = " if s.name else ""
                yield line(f"{target}world.{s.entity}.insert({self._printer.cells(s.fields)})")
            case ir.Update():
                target = f"{self._names.local(s.name)} = " if s.name else ""
                yield line(f"{target}world.{s.entity}.update({show(s.row)}, {self._printer.cells(s.fields)})")
            case ir.Delete():
                yield line(f"world.{s.entity}.delete({show(s.row)})")
            case ir.For():
                yield line(f"for {self._names.local(s.name)} in {show(s.source)}:")
                yield from self.printed(s.body, depth + 1, part, 0)
            case ir.If():
                yield from self._branches(s, depth, part)

    def _branches(self, branch: ir.If, depth: int, part: Part) -> Iterator[Piece]:
        word = "if"
        while True:
            yield Piece(laid_out(f"{word} {self._printer.condition(branch.condition)}:", depth), part)
            yield from self.printed(branch.then, depth + 1, part, 0)
            match branch.otherwise:
                case (ir.If() as branch,):
                    word, part = "elif", part.below(1, 0)
                case ():
                    return
                case rest:
                    yield Piece("    " * depth + "else:", part)
                    yield from self.printed(rest, depth + 1, part, 1)
                    return
