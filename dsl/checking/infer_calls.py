"""Types of calls: built-in functions, declared functions, tools, and errors with their arguments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from ..diagnostics import Edit, Fix
from ..diagnostics.findings import Findings, listed
from ..program import Field, Symbol, SymbolKind
from ..source import Span
from ..syntax import nodes
from . import habits
from .builtin_rules import Refusal
from .builtins import BUILTINS, Builtin, Use
from .fit import present
from .keys import outside
from .mends import Mend, replacing
from .scope import Locals, Place
from .types import List, Map, Optional, Type, Unknown, show

if TYPE_CHECKING:
    from .infer import Typer


def call(typer: Typer, node: nodes.Call, env: Locals) -> Type:
    """The type of a call's result."""
    name = node.function.text
    decl = typer.scope.value(name)
    # Locals are never called, so one may share its name with a function of the language.
    if env.get(name) is None or decl is None:
        if isinstance(decl, nodes.FnDecl):
            return _call_fn(typer, node, decl, env)
        if isinstance(decl, nodes.ExternDecl):
            return _call_extern(typer, node, decl, env)
        if isinstance(decl, nodes.ToolDecl):
            return call_tool(typer, node, decl, env)
        if decl is None and name in BUILTINS and name not in typer.scope.poisoned:
            return _call_builtin(typer, node, BUILTINS[name], env)
    types = [typer.infer(arg.value, env) for arg in node.args]
    if env.get(name) is not None or isinstance(decl, nodes.ConstDecl):
        typer.findings.error("TW0209", node.function.span, f"`{name}` is a value, it cannot be called")
    elif typer.scope.type(name) is not None:
        mend = _not_called(typer, node)
        message = f"`{name}` is not a function"
        typer.findings.error("TW0209", node.function.span, message, help=mend.help, fix=mend.fix)
    elif name not in typer.scope.poisoned:
        _unknown_function(typer, node, types)
    return Unknown()


def _unknown_function(typer: Typer, node: nodes.Call, types: Sequence[Type]) -> None:
    name, span = node.function.text, node.function.span
    message = f"there is no function `{name}`"
    habit = habits.function(name, types[0] if types else None)
    if habit is None:
        known = chain(BUILTINS, (n for n, d in typer.scope.values.items() if not isinstance(d, nodes.ConstDecl)))
        typer.findings.unknown("TW0203", span, message, name, known)
        return
    fix = replacing(span, habit.word) if habit.word else None
    typer.findings.error("TW0203", span, message, help=habit.help, fix=fix)


def or_fail(typer: Typer, node: nodes.OrFail, env: Locals, expected: Type | None) -> Type:
    """The type of `value ?? fail Error(...)`: the value without null."""
    found = typer.infer(node.value, env, expected)
    failure(typer, node.failure, env)
    if isinstance(found, Optional):
        return found.item
    if not isinstance(found, Unknown):
        typer.findings.error(
            "TW0307", node.value.span, f"this is never null (`{show(found)}`)", help="leave `?? fail` out"
        )
    return found


def failure(typer: Typer, node: nodes.Failure, env: Locals) -> None:
    """Check an error with its arguments, and note that the body can fail with it."""
    name = node.error.text
    decl = typer.scope.type(name)
    if isinstance(decl, nodes.ErrorDecl):
        declared = typer.world.errors.get(decl.name.text)
        if declared is not None:
            arguments(typer, node.args, declared.params, node.span, f"the error `{name}`", env)
        typer.raised.setdefault(decl.name.text, node.error.span)
    else:
        for arg in node.args:
            typer.infer(arg.value, env)
        if decl is not None:
            typer.findings.error("TW0210", node.error.span, f"`{name}` is not an error")
        elif name not in typer.scope.poisoned:
            known = typer.scope.types_of(nodes.ErrorDecl)
            typer.findings.unknown(
                "TW0210",
                node.error.span,
                f"there is no error `{name}`",
                name,
                known,
                f'declare it: `error {name} "what went wrong"`',
            )
    if typer.place is not Place.TOOL:
        typer.findings.error("TW0410", node.span, f"only tools fail, this is {typer.place}")


def call_tool(typer: Typer, node: nodes.Call, decl: nodes.ToolDecl, env: Locals, step: bool = False) -> Type:
    """The type of what a call of the tool *decl* gives; a call that is no step stands in tests only."""
    tool = typer.world.tools.get(decl.name.text)
    typer.world.symbols[node] = Symbol(SymbolKind.TOOL, decl.name.text)
    if typer.place is not Place.TEST and not step:
        for arg in node.args:
            typer.infer(arg.value, env)
        in_plan = typer.place in (Place.TASK, Place.DERIVE)
        instead = "write it as a `step`" if in_plan else "put what both need into an `fn`"
        typer.findings.error(
            "TW0403", node.span, f"{typer.place} cannot call the tool `{decl.name.text}`", help=instead
        )
        return Unknown()
    if tool is None:
        return Unknown()
    arguments(typer, node.args, tool.params, node.span, f"`{decl.name.text}`", env, named=True)
    return outside(typer.world, tool.result)


def arguments(
    typer: Typer,
    args: Sequence[nodes.Arg],
    params: Sequence[Field],
    span: Span,
    callee: str,
    env: Locals,
    named: bool = False,
) -> None:
    """Check *args* against *params*: each known, given once, fitting; all given that have no default."""
    required = [p.name for p in params if not p.has_default]
    args = [_given(typer, arg, [p.name for p in params], env) for arg in args]
    matched = match_arguments(typer.findings, args, [p.name for p in params], required, span, callee, named)
    types = {p.name: p.type for p in params}
    for arg, name in zip(args, matched, strict=True):
        if name is None:
            typer.infer(arg.value, env)
        else:
            typer.expect(arg.value, env, types[name])


def _given(typer: Typer, arg: nodes.Arg, params: Sequence[str], env: Locals) -> nodes.Arg:
    """*arg*, or what it is meant to be where it is written `id == x` for `id=x` (which is reported)."""
    match arg:
        case nodes.Arg(_, None, nodes.Binary(_, "==", nodes.Name(_, name) as left, right)) if name in params:
            if env.get(name) is not None or typer.scope.value(name) is not None:
                return arg
            between = Span(arg.span.source, left.span.end, right.span.start)
            # A comment may stand there too.
            fix = Fix("write `=`", (Edit(between, "="),)) if between.text.strip() == "==" else None
            message = "`==` compares, and an argument is given with `=`"
            typer.findings.error("TW0311", arg.span, message, help=f"write `{name}=...`", fix=fix)
            return nodes.Arg(arg.span, nodes.Ident(left.span, name), right)
        case _:
            return arg


def match_arguments(
    findings: Findings,
    args: Sequence[nodes.Arg],
    params: Sequence[str],
    required: Sequence[str],
    span: Span,
    callee: str,
    named: bool = False,
) -> list[str | None]:
    """For each argument the parameter that it is for, None where there is none (which is reported).

    With *named*, arguments must say their parameter's name.
    """
    matched: list[str | None] = []
    blamed = False
    for position, arg in enumerate(args):
        name: str | None
        if arg.name is None:
            name = params[position] if position < len(params) else None
            if name is None:
                takes = f"{len(params)} argument{'s' if len(params) != 1 else ''}" if params else "no arguments"
                findings.error("TW0311", arg.span, f"{callee} takes {takes}")
                blamed = True
            elif named or any(earlier.name is not None for earlier in args[:position]):
                why = "arguments of a tool are given by name" if named else "named arguments come last"
                here = Span(arg.span.source, arg.span.start, arg.span.start)
                given = any(each.name is not None and each.name.text == name for each in args)
                fix = None if given else Fix(f"write `{name}=`", (Edit(here, f"{name}="),))
                findings.error("TW0311", arg.span, why, help=f"write `{name}=...`", fix=fix)
        else:
            name = arg.name.text
            if name not in params:
                message = f"{callee} has no parameter `{name}`"
                other = f"it has {listed(list(params))}" if params else "it has none"
                findings.unknown("TW0311", arg.name.span, message, name, list(params), other)
                name, blamed = None, True
        if name is not None and name in matched:
            findings.error("TW0311", arg.span, f"`{name}` is given twice")
            name = None
        matched.append(name)
    missing = [name for name in required if name not in matched]
    # After a misspelt name, that the right one is missing goes without saying.
    if missing and not blamed:
        findings.error("TW0311", span, f"{callee} needs {listed(missing)}", help=f"add `{missing[0]}=...`")
    return matched


def _call_fn(typer: Typer, node: nodes.Call, decl: nodes.FnDecl, env: Locals) -> Type:
    name = decl.name.text
    typer.world.symbols[node] = Symbol(SymbolKind.FN, name)
    fn = typer.world.fns.get(name)
    if typer.place in (Place.CONST, Place.MESSAGE):
        typer.findings.error("TW0321", node.span, f"{typer.place} cannot call the function `{name}`")
    if fn is None:
        return Unknown()
    arguments(typer, node.args, fn.params, node.span, f"`{name}`", env)
    return fn.result


def _call_extern(typer: Typer, node: nodes.Call, decl: nodes.ExternDecl, env: Locals) -> Type:
    name = decl.name.text
    typer.world.symbols[node] = Symbol(SymbolKind.EXTERN, name)
    extern = typer.world.externs.get(name)
    if typer.place not in (Place.TOOL, Place.TEST):
        typer.findings.error(
            "TW0321",
            node.span,
            f"{typer.place} cannot call the extern function `{name}`",
            help="call it in a tool: it runs in the sandbox, where tools run",
        )
    if extern is None:
        return Unknown()
    arguments(typer, node.args, extern.params, node.span, f"`{name}`", env)
    return extern.result


def _call_builtin(typer: Typer, node: nodes.Call, builtin: Builtin, env: Locals) -> Type:
    name = builtin.name
    typer.world.symbols[node] = Symbol(SymbolKind.BUILTIN, name)
    allowed = builtin.use is Use.ANYWHERE or (builtin.use is Use.PLANS and typer.place in (Place.TASK, Place.TEST))
    if not allowed:
        typer.findings.error("TW0411", node.span, f"`{name}` can only be called {builtin.use}, not in {typer.place}")
    return builtin_result(typer, node, builtin, env)


def builtin_result(typer: Typer, node: nodes.Call, builtin: Builtin, env: Locals) -> Type:
    """The type of a call of *builtin*, wherever it stands."""
    required = builtin.params[: builtin.required]
    callee = f"`{builtin.name}`"
    matched = match_arguments(typer.findings, node.args, builtin.params, required, node.span, callee)
    given: dict[str, nodes.Expr] = {}
    for arg, name in zip(node.args, matched, strict=True):
        literal = builtin.literals[builtin.params.index(name)] if name else None
        typer.infer(arg.value, env, literal)
        if name:
            given[name] = arg.value
    types: list[Type] = []
    for name in builtin.params:
        if name in given:
            types.append(typer.world.types[given[name]])
        elif name in required:
            types.append(Unknown())
    result = builtin.rule(types)
    if not isinstance(result, Refusal):
        return result
    culprit = given[builtin.params[result.position]]
    found = typer.world.types[culprit]
    if isinstance(found, Optional) and not isinstance(builtin.rule(_with(types, result.position, found)), Refusal):
        typer.may_be_null(culprit, found, f"give it to `{builtin.name}`")
        return Unknown()
    instead = None
    if isinstance(found, List) and isinstance(found.item, Optional):
        instead = "leave null items out with `if x != null`, or replace them with `??`"
    elif builtin.name == "length" and isinstance(found, List):
        instead = "use `count(...)` for a list"
    elif builtin.name == "count" and isinstance(found, Map):
        instead = "count its keys: `count(keys(m))`"
    typer.findings.error(
        "TW0301", culprit.span, f"{callee} expects {result.wanted}, found `{show(found)}`", help=instead
    )
    return Unknown()


def _with(types: Sequence[Type], position: int, found: Type) -> list[Type]:
    """*types* with the one at *position* taken without null."""
    return [present(found) if index == position else type_ for index, type_ in enumerate(types)]


def _not_called(typer: Typer, node: nodes.Call) -> Mend:
    """What to write for the call of a type."""
    name, source = node.function.text, node.span.source
    decl = typer.scope.type(name)
    head = Span(source, node.function.span.start, node.function.span.end + 1)
    tail = Span(source, node.span.end - 1, node.span.end)
    plain = source.text[head.end - 1] == "(" and tail.text == ")"
    if isinstance(decl, nodes.EntityDecl):
        brackets = Edit(Span(source, head.end - 1, head.end), "["), Edit(tail, "]")
        keys = plain and node.args and all(arg.name is None for arg in node.args)
        fix = Fix("look the row up", brackets) if keys else None
        return Mend(f"look a row up with `{name}[...]`", fix)
    if isinstance(decl, nodes.RecordDecl):
        named = [arg for arg in node.args if arg.name is not None]
        colons = [
            Edit(Span(source, arg.name.span.end, arg.value.span.start), ": ") for arg in named if arg.name is not None
        ]
        whole = plain and len(named) == len(node.args) > 0 and all(edit.span.text.strip() == "=" for edit in colons)
        fix = Fix("write a record", (Edit(head, "{ "), *colons, Edit(tail, " }"))) if whole else None
        return Mend("write the record: `{ field: value }`", fix)
    return Mend(None)
