"""From an analysed project to its index: every name is given its meaning.

Which declarations a file sees was settled when the project was loaded (`Unit.scope`), what has which type when it was
checked (`World.types`). What is left is which local a name means, and for fields, members and parameters where they
are declared: that is done here, by the rules that the checker has, so that broken files have an index too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..check import Analysis
from ..checking.extern import python_names
from ..checking.fit import present
from ..checking.types import Enum, Row, Type
from ..syntax import nodes
from ..syntax.walk import children
from .bind_expr import ExpressionBinder, Tables
from .bind_generate import GenerateBinder
from .collect import collect
from .model import Definition, Environment, Index, Kind, Use
from .words import ANSWER, Group, word, words


def index(analysis: Analysis) -> Index:
    """The index of an analysed project."""
    definitions = collect(analysis)
    tables = Tables(analysis.world, definitions)
    uses: dict[str, Sequence[Use]] = {}
    for unit in analysis.units:
        binder = _FileBinder(ExpressionBinder(tables, unit))
        for item in unit.module.items:
            binder.declaration(item)
        uses[unit.path] = _in_order(binder.of.uses)
    return Index(analysis, uses, definitions, tables.environments)


def _in_order(found: Iterable[Use]) -> list[Use]:
    """*found* by place; of several at one place the first counts."""
    ordered: list[Use] = []
    for use in sorted(found, key=lambda use: (use.span.start, use.span.end)):
        if not ordered or use.span.start >= ordered[-1].span.end:
            ordered.append(use)
    return ordered


def answer(type_: Type | None) -> Definition:
    """The word `answer` in the sentence of a task's answer."""
    return Definition(Kind.WORD, ANSWER, None, type=type_, group=Group.ANSWER, doc=words(Group.ANSWER)[ANSWER])


class _FileBinder:
    """Walks the declarations and statements of one file."""

    def __init__(self, of: ExpressionBinder) -> None:
        self.of = of

    # -------------------------------------------------------------- declarations

    def declaration(self, item: nodes.Declaration) -> None:
        """Everything in *item*."""
        own = self.of.declared(item)
        match item:
            case nodes.Import():
                self._import(item)
            case nodes.ScenarioDecl(_, _, _, settings):
                self._settings(settings, Group.INFO)
            case nodes.EnumDecl(_, _, _, members):
                for member in members:
                    self.of.declared(member)
            case nodes.RecordDecl(_, _, _, fields):
                self._fields(fields, {})
            case nodes.EntityDecl():
                self._entity(item)
            case nodes.DataDecl():
                self._data(item)
            case nodes.ConstDecl(_, _, type_, value):
                self._type(type_)
                self.of.expr(value, {})
            case nodes.ErrorDecl(_, _, params, message):
                self.of.expr(message, self._fields(params, {}))
            case nodes.FnDecl(_, _, params, result, _, value):
                env = self._fields(params, {})
                self._type(result)
                self.of.expr(value, env)
            case nodes.ExternDecl(_, _, params, result, _, settings):
                env = self._fields(params, {})
                self._type(result)
                self._settings(settings, Group.EXTERN)
                for written, span in python_names(item):
                    self.of.use(span, own if written == item.name.text else env.get(written))
            case nodes.ToolDecl():
                self._tool(item, own)
            case nodes.ExploreDecl(_, _, _, settings):
                self._settings(settings, Group.EXPLORE)
            case nodes.TaskDecl(_, _, _, parts):
                self._task(parts)
            case nodes.TestDecl(_, _, body):
                self._block(body, {})
            case nodes.ScaleDecl(_, _, keep, levels):
                for name in keep:
                    self.of.value(name)
                for level in levels:
                    if isinstance(level, nodes.Ladder):
                        for rung in (level.first, level.last):
                            self.of.word(rung, Group.RUNG)
                        continue
                    self.of.declared(level)
                    self._settings(level.settings, Group.LEVEL)
            case nodes.RewardDecl(_, settings):
                self._settings(settings, Group.REWARD)

    def _import(self, item: nodes.Import) -> None:
        for name in item.names:
            local = (name.alias or name.name).text
            own = self.of.definitions.get(name)
            target = own.target if own else self.of.named(local)
            if target is not None:
                self.of.use(name.name.span, target)
            if own is not None and own.span is not None:
                self.of.use(own.span, own, declares=True)

    def _settings(self, settings: nodes.Settings, group: Group) -> None:
        for setting in settings.items:
            self.of.word(setting.name, group)

    def _fields(self, fields: Sequence[nodes.FieldNode], env: Environment) -> Environment:
        """Bind fields or parameters; gives *env* with them."""
        inner = dict(env)
        for field in fields:
            own = self.of.declared(field)
            if own is not None:
                inner.setdefault(own.name, own)
            self._type(field.type)
            if field.default is not None:
                self.of.expr(field.default, {})
            for annotation in field.annotations:
                self.of.word(annotation.name, Group.ANNOTATION)
        return inner

    def _entity(self, item: nodes.EntityDecl) -> None:
        env = self._fields(item.fields, {})
        for part in item.key:
            self.of.use(part.span, env.get(part.text))
        for annotation in item.annotations:
            self.of.word(annotation.name, Group.ANNOTATION)
            for arg in annotation.args:
                self.of.expr(arg.value, env)

    def _data(self, item: nodes.DataDecl) -> None:
        entity = self.of.type(item.entity)
        fields = self.of.parts(entity)
        match item.source:
            case nodes.Table(_, columns, rows):
                for column in columns:
                    self.of.use(column.span, fields.get(column.text))
                types = [self.of.field_type(entity, column.text) for column in columns]
                for row in rows:
                    for cell, type_ in zip(row.cells, types, strict=False):
                        self._cell(cell, type_)
            case nodes.Generate(_, _, _, record):
                GenerateBinder(self.of, fields).columns(record, entity)
            case nodes.DataFile():
                pass

    def _cell(self, cell: nodes.Node, type_: Type | None) -> None:
        place = present(type_) if type_ is not None else None
        if isinstance(cell, nodes.Literal) and isinstance(place, Enum):
            self.of.member(cell, place)
        for child in children(cell):
            self._cell(child, getattr(place, "item", None))

    def _tool(self, item: nodes.ToolDecl, own: Definition | None) -> None:
        env = self._fields(item.params, {})
        self._type(item.result)
        for name in item.fails:
            self.of.type(name)
        for name in item.writes:
            self.of.type(name)
        for annotation in item.annotations:
            self.of.word(annotation.name, Group.ANNOTATION)
            self.of.arguments(annotation.args, own, {})
        self._block(item.body, env)

    # -------------------------------------------------------------- types

    def _type(self, node: nodes.TypeNode | None) -> None:
        match node:
            case nodes.NamedType(_, name, items, _, settings):
                plain = word(Group.TYPE, name.text)
                if plain is not None:
                    self.of.use(name.span, plain)
                else:
                    self.of.type(name)
                for item in items:
                    self._type(item)
                for setting in settings:
                    self.of.word(setting.name, Group.REFINEMENT)
            case nodes.RecordTypeNode(_, fields):
                self._fields(fields, {})
            case nodes.OptionalTypeNode(_, item):
                self._type(item)
            case _:
                pass

    # -------------------------------------------------------------- statements

    def _block(self, body: Sequence[nodes.Statement | nodes.TestStatement], env: Environment) -> None:
        for statement in body:
            env = self._statement(statement, env)

    def _statement(self, node: nodes.Statement | nodes.TestStatement, env: Environment) -> Environment:
        of = self.of
        match node:
            case nodes.Let():
                return self._let(node, env)
            case nodes.Require(_, condition, failure):
                of.expr(condition, env)
                of.failure(failure, env)
            case nodes.Fail(_, failure):
                of.failure(failure, env)
            case nodes.Return(_, value) | nodes.Delete(_, value):
                of.expr(value, env)
            case nodes.Insert():
                self._insert(node, env)
            case nodes.Update(_, row, record):
                of.expr(row, env)
                found = of.world.types.get(row)
                row_type = present(found) if found is not None else None
                of.entries(record, of.entity_fields(row_type.entity) if isinstance(row_type, Row) else {}, env)
            case nodes.If(_, condition, then, otherwise):
                of.expr(condition, env)
                self._block(then, env)
                self._block(otherwise, env)
            case nodes.For(_, _, source, body) | nodes.TestFor(_, _, source, body):
                of.expr(source, env)
                self._block(body, of.bound(node, env))
            case nodes.Expect(_, value, fails):
                of.expr(value, env)
                if fails is not None:
                    of.type(fails)
        return env

    def _let(self, node: nodes.Let, env: Environment) -> Environment:
        self._type(node.type)
        if isinstance(node.value, nodes.Insert):
            self._insert(node.value, env)
        else:
            self.of.expr(node.value, env)
        return self.of.bound(node, env)

    def _insert(self, node: nodes.Insert, env: Environment) -> None:
        entity = self.of.type(node.entity)
        self.of.entries(node.record, self.of.parts(entity), env)

    # -------------------------------------------------------------- tasks

    def _task(self, items: Sequence[nodes.TaskItem]) -> None:
        of = self.of
        env: Environment = {}
        for item in items:
            match item:
                case nodes.KindItem(_, kind):
                    of.word(kind, Group.KIND)
                case nodes.Each(_, _, source):
                    of.expr(source, env)
                    env = of.bound(item, env)
                case nodes.Ask(_, text):
                    of.expr(text, env)
                case nodes.Let():
                    env = self._let(item, env)
                case nodes.Step():
                    env = self._step(item, env)
                case nodes.Answer(_, value, _, _, phrased):
                    of.expr(value, env)
                    if phrased is not None:
                        of.expr(phrased, {**env, ANSWER: answer(of.world.types.get(value))})
                case nodes.Goal(_, condition):
                    of.expr(condition, env)

    def _step(self, node: nodes.Step, env: Environment) -> Environment:
        of = self.of
        inner = env
        if node.source is not None and node.variable is not None:
            of.expr(node.source, env)
            inner = of.bound(node.variable, env)
        for name in node.after:
            of.use(name.span, env.get(name.text))
        if isinstance(node.call, nodes.Derive):
            of.expr(node.call.value, inner)
        else:
            of.call(node.call, inner)
        inside = of.bound(node, inner)
        if node.asks is not None:
            of.expr(node.asks, inside)
        if node.gives is not None:
            of.expr(node.gives, inside)
        return {**env, node.name.text: inside[node.name.text]}
