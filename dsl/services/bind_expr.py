"""The names in expressions, and the tables that all binders of one file share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..checking.fit import present
from ..checking.scope import World
from ..checking.types import Enum, Map, Record, Row, Type
from ..project.unit import Unit
from ..source import Span
from ..syntax import nodes
from ..syntax.walk import children
from .model import Definition, Environment, Kind, Use
from .words import Group, word


class Tables:
    """What the binders of all files share."""

    def __init__(self, world: World, definitions: Mapping[nodes.Node, Definition]) -> None:
        self.world = world
        self.definitions = definitions
        self.environments: dict[nodes.Node, Environment] = {}
        self.places: dict[Span, Definition] = {}
        """Fields of records by the place of their name."""
        self.enums: dict[str, nodes.EnumDecl] = {}
        for own in definitions.values():
            if own.kind is Kind.FIELD and own.span is not None:
                self.places[own.span] = own
            elif isinstance(own.node, nodes.EnumDecl):
                self.enums.setdefault(own.name, own.node)


class ExpressionBinder:
    """Gives the names in expressions of one file their meaning, and notes each as a use."""

    def __init__(self, tables: Tables, unit: Unit) -> None:
        self.world = tables.world
        self.definitions = tables.definitions
        self.uses: list[Use] = []
        self._tables = tables
        self._scope = unit.scope
        imports = (item for item in unit.module.items if isinstance(item, nodes.Import))
        named = (tables.definitions.get(name) for item in imports for name in item.names)
        self._aliases = {own.name: own for own in named if own is not None}

    # -------------------------------------------------------------- uses

    def use(
        self, span: Span, definition: Definition | None, declares: bool = False, node: nodes.Node | None = None
    ) -> None:
        """Note that *span* means *definition*."""
        if definition is not None:
            self.uses.append(Use(span, definition, declares, node))

    def declared(self, node: nodes.Node) -> Definition | None:
        """Note the place where *node* gets its name."""
        own = self.definitions.get(node)
        if own is not None and own.span is not None:
            self.use(own.span, own, declares=True)
        return own

    def bound(self, node: nodes.Node, env: Environment) -> Environment:
        """*env* with the variable that *node* makes."""
        own = self.declared(node)
        return env if own is None else {**env, own.name: own}

    def word(self, name: nodes.Ident, group: Group) -> None:
        """Note a word of the language."""
        self.use(name.span, word(group, name.text))

    def named(self, name: str) -> Definition | None:
        """What *name* means in this file outside of all bodies; an alias stands for itself."""
        decl = self._scope.types.get(name) or self._scope.values.get(name)
        return self._declaration(name, decl)

    def type(self, name: nodes.Ident) -> Definition | None:
        """Note the name of an enum, a record, an entity or an error; gives the declaration, aliases undone."""
        return self._noted(name, self._declaration(name.text, self._scope.types.get(name.text)))

    def value(self, name: nodes.Ident) -> Definition | None:
        """Note the name of a constant, a function or a tool; gives the declaration, aliases undone."""
        return self._noted(name, self._declaration(name.text, self._scope.values.get(name.text)))

    def _declaration(self, name: str, decl: nodes.Node | None) -> Definition | None:
        own = self.definitions.get(decl) if decl is not None else None
        if own is not None and own.name != name:
            return self._alias(name, own)
        return own

    def _alias(self, name: str, target: Definition) -> Definition:
        alias = self._aliases.get(name)
        return alias if alias is not None and alias.target is target else target

    def _noted(self, name: nodes.Ident, own: Definition | None) -> Definition | None:
        self.use(name.span, own)
        return own.target if own is not None and own.kind is Kind.ALIAS else own

    # -------------------------------------------------------------- parts

    def parts(self, owner: Definition | None) -> Mapping[str, Definition]:
        """The fields of an entity or a record, the parameters of what is called."""
        node = owner.node if owner is not None else None
        fields = getattr(node, "fields", None) or getattr(node, "params", None) or ()
        return {f.name.text: self.definitions[f] for f in reversed(fields) if f in self.definitions}

    def entity_fields(self, name: str) -> Mapping[str, Definition]:
        """The fields of the entity of that name."""
        entity = self.world.entities.get(name)
        return self.parts(self.definitions.get(entity.node)) if entity is not None else {}

    def field_type(self, entity: Definition | None, name: str) -> Type | None:
        """The type of a field of an entity."""
        declared = self.world.entities.get(entity.name) if entity is not None else None
        return next((field.type for field in declared.fields if field.name == name), None) if declared else None

    def record_fields(self, record: Record) -> Mapping[str, Definition]:
        """The fields of a record, declared or written in place."""
        found = {}
        for (name, _), span in zip(record.fields, record.places, strict=False):
            own = self._tables.places.get(span)
            if own is None:
                own = self._tables.places[span] = Definition(Kind.FIELD, name, span)
            found[name] = own
        return found

    def member(self, node: nodes.Literal, enum: Enum) -> None:
        """Note that a text means a member of *enum*, if it is written plainly."""
        if isinstance(node.value, str):
            self.quoted(node.span, node.value, self.members(enum).get(node.value))

    def members(self, enum: Enum) -> Mapping[str, Definition]:
        """The members of a declared enum."""
        declared = self._tables.enums.get(enum.name) if enum.name else None
        members = declared.members if declared is not None else ()
        return {m.name.text: self.definitions[m] for m in members if m in self.definitions}

    def quoted(self, span: Span, name: str, own: Definition | None) -> None:
        """Note that the text at *span*, if it is written plainly, means *own*."""
        if name and span.text == f'"{name}"':
            self.use(Span(span.source, span.start + 1, span.end - 1), own)

    @property
    def environments(self) -> dict[nodes.Node, Environment]:
        """The locals of names and calls."""
        return self._tables.environments

    # -------------------------------------------------------------- expressions

    def expr(self, node: nodes.Node, env: Environment) -> None:
        """Note every name in *node*."""
        match node:
            case nodes.Literal():
                found = self.world.types.get(node)
                place = present(found) if found is not None else None
                if isinstance(place, Enum):
                    self.member(node, place)
            case nodes.Name(span, name):
                self.environments[node] = env
                self.use(span, env.get(name) or self.named(name), node=node)
            case nodes.Attribute(_, value, name):
                self.expr(value, env)
                self.environments[node] = env
                self.use(name.span, self._field(value, name.text), node=node)
            case nodes.Call():
                self.call(node, env)
            case nodes.OrFail(_, value, failure):
                self.expr(value, env)
                self.failure(failure, env)
            case nodes.Failure():
                self.failure(node, env)
            case nodes.RecordNode():
                self.entries(node, self._named_in(node), env)
            case nodes.Query():
                self._query(node, env)
            case _:
                for child in children(node):
                    self.expr(child, env)

    def _field(self, value: nodes.Expr, name: str) -> Definition | None:
        found = self.world.types.get(value)
        match present(found) if found is not None else None:
            case Row(entity):
                return self.entity_fields(entity).get(name)
            case Record() as record:
                return self.record_fields(record).get(name)
            case _:
                return None

    def entries(self, record: nodes.RecordNode, fields: Mapping[str, Definition], env: Environment) -> None:
        """Note the entries of a record whose fields are *fields*."""
        self.environments[record] = env
        for entry in record.entries:
            own = fields.get(entry.name.text)
            if entry.name.span.text == entry.name.text:
                self.use(entry.name.span, own, declares=own is not None and own.span == entry.name.span)
            else:
                self.quoted(entry.name.span, entry.name.text, own)
            self.expr(entry.value, env)

    def _named_in(self, record: nodes.RecordNode) -> Mapping[str, Definition]:
        """What the names in a record, or in a map under members of an enum, mean."""
        found = self.world.types.get(record)
        match present(found) if found is not None else None:
            case Record() as place:
                return self.record_fields(place)
            case Map(Enum() as key):
                return self.members(key)
            case _:
                return {}

    def call(self, node: nodes.Call, env: Environment) -> None:
        """Note what is called, and the names of the arguments."""
        self.environments[node] = env
        name = node.function.text
        own = env.get(name) or self._declaration(name, self._scope.values.get(name)) or word(Group.BUILTIN, name)
        self.use(node.function.span, own, node=node)
        self.arguments(node.args, own, env)

    def failure(self, node: nodes.Failure, env: Environment) -> None:
        """Note an error with its arguments."""
        self.environments[node] = env
        self.arguments(node.args, self.type(node.error), env)

    def arguments(self, args: Sequence[nodes.Arg], callee: Definition | None, env: Environment) -> None:
        """Note the names and the values of arguments for *callee*."""
        target = callee.target if callee is not None and callee.kind is Kind.ALIAS else callee
        params = self.parts(target)
        for arg in args:
            if arg.name is not None:
                self.use(arg.name.span, params.get(arg.name.text))
            self.expr(arg.value, env)

    def _query(self, node: nodes.Query, env: Environment) -> None:
        inner = env
        for clause in node.clauses:
            match clause:
                case nodes.ForClause(_, _, source):
                    self.expr(source, inner)
                    inner = self.bound(clause, inner)
                case nodes.GroupClause(_, key, _):
                    self.expr(key, inner)
                    inner = self.bound(clause, inner)
                case nodes.TakeClause(_, count) | nodes.SkipClause(_, count):
                    self.expr(count, env)
                case _:
                    self.expr(clause, inner)
        self.expr(node.item, inner)
