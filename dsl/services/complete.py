"""What fits at a place: the text is checked with a name put there; what that name turns out to be says what fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ..check import Analysis
from ..checking.builtins import BUILTINS
from ..checking.fit import present
from ..checking.resolve_types import PLAIN
from ..checking.scope import Scope, World
from ..checking.setting_tables import BLOCKS
from ..checking.types import Enum, Record, Row, Type
from ..data.generate.generators import GENERATORS, signature
from ..project.unit import Unit
from ..source import Source, Span
from ..syntax import nodes
from ..syntax.cursor import Cursor, Misfit
from ..syntax.machine import machine
from ..syntax.walk import walk
from .bind import index
from .model import Definition
from .spelling import spelled
from .words import Group, words

_MARK: Final = "zzplaceholder"
_ENDINGS: Final = ("", ": 0,", "()", "() {}", ": str,")
"""What may have to follow a name for the text to be read."""
_BEFORE: Final = re.compile(r"[A-Za-z0-9_]*\Z")
_DECLARATION: Final = re.compile(r"^[a-z@]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that fits."""

    label: str
    kind: str
    """`keyword`, `field`, `function` and so on."""
    detail: str = ""
    """Its type, or how it is called."""
    doc: str = ""
    rank: int = 1
    """What is likelier has a lower one."""


def complete(analyse: Callable[[str], Analysis], source: Source, offset: int) -> list[Item]:
    """What fits at *offset* of *source*, each label once; *analyse* says what is known if the file had a text."""
    text = source.text
    start = offset - len(_BEFORE.findall(text[:offset])[0])
    found: list[Item] = []
    inside = _quoted(text, offset)
    if inside is not None:
        found.extend(_members(analyse(text), source.name, inside))
    else:
        for ending in _ENDINGS:
            known = analyse(text[:start] + _MARK + ending + text[offset:])
            place = _Place.at(known, source.name, start)
            if place is not None:
                found.extend(place.items())
                break
        if text[start - 1 : start] != ".":
            found.extend(Item(word, "keyword", rank=2) for word in _keywords(source, start))
    unique: dict[str, Item] = {}
    for item in sorted(found, key=lambda item: (item.rank, item.label)):
        unique.setdefault(item.label, item)
    return list(unique.values())


def _quoted(text: str, offset: int) -> int | None:
    """The start of the text in quotes around *offset*, as far as its line tells."""
    line = text.rfind("\n", 0, offset) + 1
    before = text[line:offset]
    return line + before.rfind('"') if before.count('"') % 2 else None


def _members(known: Analysis, path: str, start: int) -> Iterator[Item]:
    """Members of the enum that is wanted where the text in quotes at *start* stands."""
    types = known.world.types
    for unit in known.units:
        for node in walk(unit.module) if unit.path == path else ():
            wanted: list[Type | None] = []
            if isinstance(node, nodes.Literal) and node.span.start == start:
                wanted.append(types.get(node))
            elif isinstance(node, nodes.Binary):
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    if isinstance(one, nodes.Literal) and one.span.start == start:
                        wanted.append(types.get(other))
            elif isinstance(node, nodes.Call | nodes.Step | nodes.Insert):
                wanted.extend(_asked(known.world, node, start))
            for type_ in wanted:
                enum = present(type_) if type_ is not None else None
                if isinstance(enum, Enum):
                    docs = known.world.enum_docs.get(enum.name or "", {})
                    yield from (Item(each, "member", enum.name or "", docs.get(each, ""), 0) for each in enum.members)


def _asked(world: World, node: nodes.Node, start: int) -> Iterator[Type]:
    """The types of the parameter or field whose value stands at *start*."""
    match node:
        case nodes.Call(_, function, args):
            tool, fn = world.tools.get(function.text), world.fns.get(function.text)
            params = tool.params if tool is not None else fn.params if fn is not None else ()
            for number, arg in enumerate(args):
                if arg.value.span.start == start:
                    name = arg.name.text if arg.name else params[number].name if number < len(params) else ""
                    yield from (param.type for param in params if param.name == name)
        case nodes.Insert(_, entity, record):
            declared = world.entities.get(entity.text)
            for entry in record.entries:
                if entry.value.span.start == start and declared is not None:
                    yield from (field.type for field in declared.fields if field.name == entry.name.text)


def _keywords(source: Source, start: int) -> list[str]:
    """Keywords that the grammar takes at *start*, told by the declaration around it."""
    begins = [found.start() for found in _DECLARATION.finditer(source.text, 0, start)]
    begin = begins[-1] if begins else 0
    cursor = Cursor(machine(), "start", Span(source, begin, start))
    end = begin + len(source.text[begin:start].rstrip())
    while cursor.offset < end:
        read = cursor.read()
        if isinstance(read, Misfit) or read.startswith("$"):
            return []
    texts = machine().tables.texts
    return [texts[kind] for kind in cursor.accepts() if texts.get(kind, "").isalpha()]


@dataclass(frozen=True, slots=True)
class _Place:
    """The name that was put into a text, and what is around it."""

    known: Analysis
    unit: Unit
    node: nodes.Node
    """The node that the name is, or is the name of."""
    around: tuple[nodes.Node, ...]
    """What it stands in, outermost first."""

    @staticmethod
    def at(known: Analysis, path: str, start: int) -> _Place | None:
        """The place of the name at *start*; None where that part of the text cannot be read."""
        for unit in known.units:
            if unit.path != path:
                continue
            around = [node for node in walk(unit.module) if node.span.start <= start < node.span.end]
            around.sort(key=lambda node: (node.span.start, -node.span.end))
            if around and isinstance(around[-1], nodes.Ident | nodes.Name) and around[-1].span.start == start:
                return _Place(known, unit, around[-1], tuple(around[:-1]))
        return None

    def items(self) -> Iterator[Item]:
        """What fits."""
        scope, world = self.unit.scope, self.known.world
        parents = self.around[::-1]
        parent = parents[0] if parents else self.node
        match parent:
            case nodes.Attribute(value=value):
                yield from _fields(world, world.types.get(value))
            case nodes.Failure():
                yield from _types(scope, nodes.ErrorDecl)
            case nodes.NamedType():
                yield from (Item(name, "type", doc=words(Group.TYPE).get(name, "")) for name in PLAIN)
                yield from _types(scope, nodes.EnumDecl, nodes.RecordDecl, nodes.EntityDecl)
            case nodes.ToolDecl(fails=fails) if self.node in fails:
                yield from _types(scope, nodes.ErrorDecl)
            case nodes.Expect(fails=fails) if self.node is fails:
                yield from _types(scope, nodes.ErrorDecl)
            case nodes.ToolDecl() | nodes.DataDecl() | nodes.Insert():
                yield from _types(scope, nodes.EntityDecl)
            case nodes.ImportName() | nodes.Import():
                yield from self._importable(parents)
            case nodes.Setting():
                yield from self._settings(parents)
            case nodes.Annotation():
                yield from (Item(name, "annotation", doc=doc) for name, doc in words(Group.ANNOTATION).items())
            case nodes.Ladder():
                yield from (Item(name, "level", doc=doc, rank=0) for name, doc in words(Group.RUNG).items())
            case nodes.KindItem():
                yield from (Item(name, "kind", doc=doc) for name, doc in words(Group.KIND).items())
            case nodes.Entry():
                yield from self._entries(parents)
            case nodes.Arg(name=name) if name is self.node:
                yield from self._parameters(parents[1:])
            case nodes.EntityDecl(fields=fields):
                yield from (Item(field.name.text, "field", field.type.span.text) for field in fields)
            case _ if isinstance(self.node, nodes.Name) or isinstance(parent, nodes.Call):
                if isinstance(parent, nodes.Arg):
                    yield from self._parameters(parents[1:])
                yield from self._values(parents)

    def _values(self, parents: Iterable[nodes.Node]) -> Iterator[Item]:
        scope, types = self.unit.scope, self.known.world.types
        looked = index(self.known)
        anchors = (self.node, *parents)
        env = next((looked.environments[node] for node in anchors if node in looked.environments), {})
        yield from (Item(own.name, str(own.kind), _type_of(own), rank=0) for own in env.values() if own.name != _MARK)
        plan = any(isinstance(node, nodes.TaskDecl | nodes.TestDecl) for node in anchors)
        for name, decl in scope.values.items():
            if plan or not isinstance(decl, nodes.ToolDecl):
                kind = {nodes.ConstDecl: "const", nodes.ToolDecl: "tool"}.get(type(decl), "function")
                found = types.get(decl.value) if isinstance(decl, nodes.ConstDecl) else None
                yield Item(name, kind, spelled(found) if found is not None else "", _doc(decl))
        yield from _types(scope, nodes.EntityDecl)
        if any(isinstance(node, nodes.Generate) for node in anchors):
            yield from (Item(row.name, "generator", signature(row), row.doc) for row in GENERATORS.values())
        else:
            yield from (Item(row.name, "function", row.signature, row.doc) for row in BUILTINS.values())

    def _parameters(self, parents: Iterable[nodes.Node]) -> Iterator[Item]:
        """Names of arguments of the call around the place."""
        for node in parents:
            if isinstance(node, nodes.Call | nodes.Failure):
                called = node.function.text if isinstance(node, nodes.Call) else node.error.text
                scope = self.unit.scope
                decl = scope.values.get(called) if isinstance(node, nodes.Call) else scope.types.get(called)
                params = getattr(decl, "params", ())
                given = {arg.name.text for arg in node.args if arg.name is not None}
                for each in params:
                    if each.name.text not in given:
                        yield Item(f"{each.name.text}=", "parameter", each.type.span.text, _doc(each), 0)
                return

    def _entries(self, parents: tuple[nodes.Node, ...]) -> Iterator[Item]:
        """Fields of the record around the place."""
        world = self.known.world
        record = next((node for node in parents if isinstance(node, nodes.RecordNode)), None)
        for node in parents:
            match node:
                case nodes.Insert(_, entity) if node.record is record:
                    yield from _fields(world, Row(entity.text))
                case nodes.Update(_, row) if node.record is record:
                    yield from _fields(world, world.types.get(row))
                case nodes.DataDecl(_, entity, nodes.Generate(columns=columns)) if columns is record:
                    yield from _fields(world, Row(entity.text))
                case nodes.ToolDecl(name=name) if name.text in world.tools:
                    yield from _fields(world, world.tools[name.text].result)
                case _:
                    continue

    def _settings(self, parents: tuple[nodes.Node, ...]) -> Iterator[Item]:
        """Settings of the block around the place."""
        for node in parents:
            block = _BLOCK_OF.get(type(node))
            if block is not None:
                rows = BLOCKS[block].items()
                yield from (Item(name, "setting", row.form.words, row.doc, 0) for name, row in rows)
                return

    def _importable(self, parents: tuple[nodes.Node, ...]) -> Iterator[Item]:
        """What the imported file declares."""
        node = next((node for node in parents if isinstance(node, nodes.Import)), None)
        ending = "" if node is None else node.path.rsplit("/", 1)[-1]
        for unit in self.known.units:
            if unit is not self.unit and ending and unit.path.endswith(ending):
                for name, decl in (*unit.scope.types.items(), *unit.scope.values.items()):
                    yield Item(name, type(decl).__name__.removesuffix("Decl").lower(), doc=_doc(decl), rank=0)


_BLOCK_OF: Final[dict[type[nodes.Node], str]] = {
    nodes.ScenarioDecl: "scenario",
    nodes.ExploreDecl: "explore",
    nodes.Level: "level",
    nodes.RewardDecl: "reward",
    nodes.ExternDecl: "extern",
}


def _fields(world: World, holder: Type | None) -> Iterator[Item]:
    match present(holder) if holder is not None else None:
        case Row(name) if name in world.entities:
            yield from (Item(each.name, "field", spelled(each.type), rank=0) for each in world.entities[name].fields)
        case Record(fields):
            yield from (Item(name, "field", spelled(type_), rank=0) for name, type_ in fields)
        case _:
            return


def _types(scope: Scope, *kinds: type[nodes.Node]) -> Iterator[Item]:
    for name, decl in scope.types.items():
        if isinstance(decl, kinds):
            yield Item(name, type(decl).__name__.removesuffix("Decl").lower(), doc=_doc(decl))


def _type_of(own: Definition) -> str:
    if own.type is not None:
        return spelled(own.type)
    return own.node.type.span.text if isinstance(own.node, nodes.FieldNode) else ""


def _doc(node: nodes.Node) -> str:
    doc = getattr(node, "doc", None)
    return doc.text.strip() if isinstance(doc, nodes.Doc) else ""
