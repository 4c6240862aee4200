"""Inside functions, error messages, checks and tools: statements, effects and the paths through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ..diagnostics import Edit, Fix, Label
from ..diagnostics.findings import listed
from ..program import Entity, Symbol, SymbolKind
from ..source import Span
from ..syntax import nodes
from ..syntax.walk import walk
from . import infer_calls
from .builtins import BUILTINS
from .declarations import unknown_annotation
from .fit import fits
from .infer import Typer
from .narrow import facts
from .order import in_order
from .resolve_types import TypeReader
from .scope import Local, Locals, Place, Scope, World, bind, check_free
from .types import List, Null, Optional, Row, Type, Unknown, show


def check_bodies(world: World, scope: Scope, items: Sequence[nodes.Declaration]) -> None:
    """Check everything in one file that computes when a tool runs."""
    for item in items:
        match item:
            case nodes.FnDecl(_, name):
                typer = Typer(world, scope, Place.FN)
                fn = world.fns[name.text]
                typer.expect(item.value, _params(typer, item.params, [p.type for p in fn.params]), fn.result)
            case nodes.ErrorDecl(_, name):
                typer = Typer(world, scope, Place.MESSAGE)
                declared = world.errors[name.text]
                typer.infer(item.message, _params(typer, item.params, [p.type for p in declared.params]))
            case nodes.EntityDecl():
                _check_conditions(world, scope, item)
            case nodes.ToolDecl():
                ToolBody(Typer(world, scope, Place.TOOL), item).check()
            case _:
                pass


def _params(typer: Typer, params: Sequence[nodes.FieldNode], types: Sequence[Type]) -> Locals:
    env = Locals()
    idents = {p.name.text: p.name for p in reversed(params)}
    for (name, ident), type_ in zip(reversed(idents.items()), types, strict=True):
        check_free(typer.world, typer.scope, env, ident)
        env = env.with_local(name, Local(type_, ident.span))
    return env


def _check_conditions(world: World, scope: Scope, node: nodes.EntityDecl) -> None:
    """`@check(...)` of an entity, with the row's fields as variables."""
    entity = world.entities[node.name.text]
    fields = Locals({f.name: Local(f.type, f.node.name.span) for f in entity.fields})
    typer = Typer(world, scope, Place.CHECK)
    for annotation in node.annotations:
        if annotation.name.text != "check":
            unknown_annotation(world, annotation, annotation.name.text, ["check"], "an entity")
        elif len(annotation.args) != 1 or annotation.args[0].name is not None:
            world.findings.error("TW0414", annotation.span, "`@check` takes one condition")
        else:
            typer.condition(annotation.args[0].value, fields)


def fn_order(world: World) -> tuple[str, ...]:
    """Names of all functions, callees before callers; functions that call themselves are reported."""
    calls: dict[str, list[str]] = {}
    for name, fn in world.fns.items():
        called = (world.symbols.get(node) for node in walk(fn.node.value) if isinstance(node, nodes.Call))
        calls[name] = [symbol.name for symbol in called if symbol and symbol.kind is SymbolKind.FN]
    order = in_order(calls)
    for circle in order.circles:
        path = " -> ".join(f"`{name}`" for name in (*circle, circle[0]))
        span = world.fns[circle[0]].node.name.span
        world.findings.error("TW0323", span, f"a function cannot call itself: {path}", help="write a query instead")
    return order.names


# ------------------------------------------------------------------ tools


@dataclass(frozen=True, slots=True)
class ToolBody:
    """Checks the statements of one tool."""

    typer: Typer
    node: nodes.ToolDecl
    written: dict[str, Span] = field(default_factory=dict)
    """Entities that the body writes, and where."""

    @property
    def _world(self) -> World:
        return self.typer.world

    def check(self) -> None:
        """Check the body, then that it does what the head of the tool says."""
        tool = self._world.tools[self.node.name.text]
        before = len(self._world.findings.all)
        env = _params(self.typer, self.node.params, [p.type for p in tool.params])
        ends = self._block(self.node.body, env) is None
        if not ends:
            self._world.findings.error(
                "TW0406",
                self.node.name.span,
                f"the tool `{tool.name}` can end without a result",
                help="end every path with `return` or `fail`",
            )
        # In a body with mistakes, what it does not do says nothing.
        sound = len(self._world.findings.all) == before
        self._effects("fails", self.node.fails, self.typer.raised, sound)
        self._effects("writes", self.node.writes, self.written, sound)

    def _effects(self, word: str, promised: tuple[nodes.Ident, ...], done: dict[str, Span], sound: bool) -> None:
        """Compare what the head lists after *word* with what the body does."""
        scope, findings = self.typer.scope, self._world.findings
        undeclared, unused, verb = _EFFECTS[word]
        decls = {ident: scope.types.get(ident.text) for ident in promised}
        names = {decl.name.text for decl in decls.values() if decl is not None}
        # A name that nobody knows may well be the one that is missing.
        misspelt = any(decl is None for decl in decls.values())
        for name, span in done.items():
            if name not in names and not misspelt:
                findings.error(
                    undeclared,
                    span,
                    f"`{self.node.name.text}` does not say that it {verb} `{name}`",
                    labels=(Label(self.node.name.span, "the tool"),),
                    help=f"add `{word} {name}` before the body",
                    fix=self._listing(word, promised, name),
                )
        for ident, decl in decls.items():
            if sound and decl is not None and decl.name.text not in done:
                message = f"`{self.node.name.text}` never {verb} `{ident.text}`"
                findings.warning(unused, ident.span, message, help="leave it out", fix=unlisting(word, promised, ident))

    def _listing(self, word: str, listed_: tuple[nodes.Ident, ...], name: str) -> Fix:
        """The fix that adds *name* to what the head lists after *word*."""
        node = self.node
        last = max([node.result.span.end, *(ident.span.end for ident in (*node.fails, *node.writes))])
        at = listed_[-1].span.end if listed_ else last
        # Where the other list begins a line, so does this one: `fmt` would put it there.
        others = (*node.fails, *node.writes)
        lines = node.span.source.text[node.result.span.end : others[0].span.start] if others else ""
        text = f", {name}" if listed_ else f"\n  {word} {name}" if "\n" in lines else f" {word} {name}"
        return Fix(f"add `{word} {name}`", (Edit(Span(node.span.source, at, at), text),))

    # -------------------------------------------------------------- statements

    def _block(self, body: Sequence[nodes.Statement], env: Locals) -> Locals | None:
        """The locals after *body*, None where no path leads to its end."""
        for position, statement in enumerate(body):
            after = self._statement(statement, env)
            if after is None:
                if position + 1 < len(body):
                    self._world.findings.error(
                        "TW0407",
                        body[position + 1].span,
                        "this is never reached",
                        labels=(Label(statement.span, "the tool has ended here"),),
                    )
                return None
            env = after
        return env

    def _statement(self, node: nodes.Statement, env: Locals) -> Locals | None:
        typer = self.typer
        match node:
            case nodes.Let():
                return self._let(node, env)
            case nodes.Require(_, condition, failure):
                typer.condition(condition, env)
                known = facts(condition)
                infer_calls.failure(typer, failure, env.narrowed(known.if_false))
                return env.narrowed(known.if_true)
            case nodes.Fail(_, failure):
                infer_calls.failure(typer, failure, env)
                return None
            case nodes.Return(_, value):
                typer.expect(value, env, self._world.tools[self.node.name.text].result)
                return None
            case nodes.Insert():
                self._insert(node, env)
                return env
            case nodes.Update():
                return self._update(node, env)
            case nodes.Delete(_, row):
                self._written(row, env, "delete")
                return env
            case nodes.If():
                return self._if(node, env)
            case nodes.For(_, name, source, body):
                item = typer.items(source, env)
                inner = bind(self._world, typer.scope, env, name, Local(item, name.span))
                self._block(body, inner)
                return env

    def _let(self, node: nodes.Let, env: Locals) -> Locals:
        if isinstance(node.value, nodes.Insert):
            found: Type = self._insert(node.value, env)
            if node.type is not None:
                wanted = TypeReader(self._world, self.typer.scope).read(node.type)
                if not fits(found, wanted):
                    message = f"expected `{show(wanted)}`, found `{show(found)}`"
                    self._world.findings.error("TW0301", node.value.span, message)
        else:
            found = let_type(self.typer, node, node.value, env)
        return bind(self._world, self.typer.scope, env, node.name, Local(found, node.name.span))

    def _if(self, node: nodes.If, env: Locals) -> Locals | None:
        self.typer.condition(node.condition, env)
        known = facts(node.condition)
        then = self._block(node.then, env.narrowed(known.if_true))
        otherwise = self._block(node.otherwise, env.narrowed(known.if_false))
        ends = [end for end in (then, otherwise) if end is not None]
        if not ends:
            return None
        # What a branch declares ends with it; what every branch that goes on knows of null lives on.
        return env.narrowed(
            name
            for name in ends[0].changed_since(env)
            if all((local := end.get(name)) and not isinstance(local.type, Optional) for end in ends)
        )

    # -------------------------------------------------------------- writes

    def _insert(self, node: nodes.Insert, env: Locals) -> Type:
        name = node.entity.text
        decl = self.typer.scope.type(name)
        entity = self._world.entities.get(decl.name.text) if isinstance(decl, nodes.EntityDecl) else None
        if entity is None:
            for entry in node.record.entries:
                self._value(entry, env, None)
            if decl is not None or name not in self.typer.scope.poisoned:
                known = self.typer.scope.types_of(nodes.EntityDecl)
                self._world.findings.unknown("TW0211", node.entity.span, f"there is no entity `{name}`", name, known)
            return Unknown()
        self._writes(entity.name, node.entity.span)
        self._world.symbols[node] = Symbol(SymbolKind.ENTITY, entity.name)
        complete = self._fields(entity, node.record, env)
        given = {entry.name.text for entry in node.record.entries}
        missing = [f.name for f in entity.fields if not f.has_default and f.name not in given]
        # After a misspelt field, that the right one is missing goes without saying.
        if missing and complete:
            self._world.findings.error("TW0409", node.record.span, f"a new `{name}` needs {listed(missing)}")
        self._world.types[node] = Row(entity.name)
        return Row(entity.name)

    def _update(self, node: nodes.Update, env: Locals) -> Locals:
        entity = self._written(node.row, env, "update")
        if entity is None:
            for entry in node.record.entries:
                self._value(entry, env, None)
            return env
        self._fields(entity, node.record, env)
        for entry in node.record.entries:
            if entry.name.text in entity.key:
                self._world.findings.error(
                    "TW0408",
                    entry.name.span,
                    f"`{entry.name.text}` is part of the key of `{entity.name}` and cannot be changed",
                    help="delete the row and insert a new one",
                )
        return env

    def _written(self, row: nodes.Expr, env: Locals, verb: str) -> Entity | None:
        """The entity of the row that is changed."""
        found = self.typer.infer(row, env)
        match found:
            case Row(name):
                self._writes(name, row.span)
                return self._world.entities.get(name)
            case Optional(Row(name)):
                self._writes(name, row.span)
                self.typer.may_be_null(row, found, f"{verb} it")
            case Unknown():
                pass
            case _:
                instead = f"{verb} each row in a `for`" if isinstance(found, List) else None
                self._world.findings.error(
                    "TW0301", row.span, f"`{verb}` takes a row, this is `{show(found)}`", help=instead
                )
        return None

    def _writes(self, entity: str, span: Span) -> None:
        self.written.setdefault(entity, span)

    def _fields(self, entity: Entity, record: nodes.RecordNode, env: Locals) -> bool:
        """Check the values of *record*; whether all its names are fields of *entity*."""
        types = {f.name: f.type for f in entity.fields}
        seen: set[str] = set()
        complete = True
        for entry in record.entries:
            name = entry.name.text
            if name not in types:
                complete = False
                message = f"`{entity.name}` has no field `{name}`"
                self._world.findings.unknown("TW0409", entry.name.span, message, name, list(types))
            if name in seen:
                self._world.findings.error("TW0206", entry.name.span, f"the field `{name}` is given twice")
            seen.add(name)
            self._value(entry, env, types.get(name))
        return complete

    def _value(self, entry: nodes.Entry, env: Locals, wanted: Type | None) -> None:
        value = entry.value
        # The one function that needs to know the table: it is called here and nowhere else.
        if isinstance(value, nodes.Call) and value.function.text == "next_id":
            found = infer_calls.builtin_result(self.typer, value, BUILTINS["next_id"], env)
            self._world.symbols[value] = Symbol(SymbolKind.BUILTIN, "next_id")
            self._world.types[value] = found
            if wanted is not None and not fits(found, wanted):
                self._world.findings.error("TW0301", value.span, f"expected `{show(wanted)}`, found `str`")
        elif wanted is None:
            self.typer.infer(value, env)
        else:
            self.typer.expect(value, env, wanted)


def let_type(typer: Typer, node: nodes.Let, value: nodes.Expr, env: Locals) -> Type:
    """The type of what a `let` names."""
    if node.type is not None:
        wanted = TypeReader(typer.world, typer.scope).read(node.type)
        typer.expect(value, env, wanted)
        return wanted
    before = len(typer.findings.all)
    found = typer.infer(value, env)
    vague = isinstance(found, Null) or (isinstance(found, List) and isinstance(found.item, Unknown))
    if vague and len(typer.findings.all) == before and isinstance(value, nodes.Literal | nodes.ListNode):
        what, instead = ("null", "str?") if isinstance(found, Null) else ("an empty list", "list[str]")
        message = f"the type of {what} cannot be told"
        example = f"let {node.name.text}: {instead} = ..."
        typer.findings.error("TW0315", value.span, message, help=f"say it: `{example}`")
        return Unknown()
    return found


def unlisting(word: str, promised: tuple[nodes.Ident, ...], name: nodes.Ident) -> Fix | None:
    """The fix that takes *name* out of a list after *word*, with its comma, or the list with its word."""
    source, position = name.span.source, promised.index(name)
    if len(promised) > 1:
        start = promised[position - 1].span.end if position else name.span.start
        end = name.span.end if position else promised[1].span.start
    else:
        start, end = source.text.rfind(word, 0, name.span.start), name.span.end
        # The word may stand on a line of its own, which goes with it.
        before = source.text[:start].rstrip()
        if source.text[start:end].split() != [word, name.text] or before.endswith(","):
            return None
        start = len(before)
    return Fix("leave it out", (Edit(Span(source, start, end), ""),))


_EFFECTS: Final = {"fails": ("TW0401", "TW0402", "fails with"), "writes": ("TW0404", "TW0405", "writes")}
"""For each list in a tool's head: the codes for what is missing and what is too much, and the verb."""
