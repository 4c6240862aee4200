"""What declarations promise, before anybody looks into bodies: fields, parameters, results."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ..diagnostics import Edit, Fix
from ..diagnostics.findings import listed
from ..program import CellValue, Const, Entity, Error, Extern, Field, Fn, Tool
from ..source import Span
from ..syntax import nodes
from ..syntax.walk import walk
from .constants import constant
from .extern import check_code
from .fit import contains_row, present, rows_in
from .infer import Typer
from .infer_calls import match_arguments
from .order import in_order
from .resolve_types import TypeReader, refuse_rows
from .scope import Locals, Place, Scope, World, check_entity_name, check_names
from .settings import read_extern
from .types import Date, Enum, Int, List, Map, Null, Optional, Record, Row, Str, Type, Unknown, show


def declare_types(world: World, scope: Scope, items: Sequence[nodes.Declaration]) -> None:
    """Enter the enums, records and entities of one file; defaults come later (`declare_values`)."""
    reader = TypeReader(world, scope)
    for item in items:
        match item:
            case nodes.EnumDecl(_, name, _, members):
                check_names(world.findings, (m.name for m in members), "members")
                world.enums[name.text] = Enum(name.text, tuple(dict.fromkeys(m.name.text for m in members)))
                world.enum_docs[name.text] = {m.name.text: _doc(m.doc) for m in members}
            case nodes.RecordDecl(_, name):
                world.scopes[name.text] = scope
            case _:
                pass
    for item in items:
        if isinstance(item, nodes.RecordDecl):
            reader.declared_record(item)
        elif isinstance(item, nodes.EntityDecl):
            _declare_entity(world, reader, item)


def declare_values(world: World, scope: Scope, items: Sequence[nodes.Declaration], offered: frozenset[str]) -> None:
    """Enter the errors, functions and tools of one file, and settle the defaults of its entities.

    *offered* are names of the tools that tasks are offered.
    """
    reader = TypeReader(world, scope)
    for item in items:
        match item:
            case nodes.EntityDecl(_, name):
                _settle_defaults(world, scope, name.text)
            case nodes.ErrorDecl(_, name, params):
                fields = _params(world, reader, params, "a parameter of an error")
                world.errors[name.text] = Error(name.text, fields, item)
            case nodes.FnDecl(_, name, params, result, doc):
                fields = _params(world, reader, params, None)
                world.fns[name.text] = Fn(name.text, _doc(doc), fields, reader.read(result), item)
            case nodes.ExternDecl(_, name, params, result, doc):
                fields = _params(world, reader, params, "a parameter of an extern function")
                found = refuse_rows(world.findings, result, reader.read(result), "the result of an extern function")
                imports, timeout = read_extern(world.findings, item)
                check_code(world.findings, item, imports)
                code = item.code.text
                world.externs[name.text] = Extern(name.text, _doc(doc), fields, found, imports, timeout, code, item)
            case nodes.ToolDecl():
                _declare_tool(world, reader, item, item.name.text in offered)
            case _:
                pass


def declare_consts(world: World, scope: Scope, items: Sequence[nodes.Declaration]) -> None:
    """Type the constants of one file, each after those that it names."""
    decls = {item.name.text: item for item in items if isinstance(item, nodes.ConstDecl)}
    typer, reader = Typer(world, scope, Place.CONST), TypeReader(world, scope)
    order = in_order({name: list(_names(decl.value)) for name, decl in decls.items()})
    for circle in order.circles:
        path = " -> ".join(f"`{name}`" for name in (*circle, circle[0]))
        world.findings.error("TW0318", decls[circle[0]].name.span, f"a constant cannot depend on itself: {path}")
    for name in order.names:
        decl = decls[name]
        wanted = reader.read(decl.type) if decl.type else None
        if wanted is not None:
            typer.expect(decl.value, Locals(), wanted)
        type_ = wanted or typer.infer(decl.value, Locals())
        if wanted is None and isinstance(type_, Null):
            world.findings.error(
                "TW0315", decl.value.span, f"what else may `{name}` be than null?", help="give its type"
            )
            type_ = Unknown()
        world.consts[name] = Const(name, type_, decl)


def _names(expr: nodes.Expr) -> Iterator[str]:
    return (node.id for node in walk(expr) if isinstance(node, nodes.Name))


def _doc(doc: nodes.Doc | None) -> str:
    return doc.text.strip() if doc else ""


# ------------------------------------------------------------------ fields


def _field(reader: TypeReader, node: nodes.FieldNode) -> Field:
    """*node* without its default."""
    for annotation in node.annotations:
        reader.world.findings.error(
            "TW0414", annotation.span, f"`@{annotation.name.text}` does not belong on a field or a parameter"
        )
    type_ = reader.read(node.type)
    return Field(node.name.text, type_, _doc(node.doc), None, node.default is not None, node)


def _params(
    world: World, reader: TypeReader, params: Sequence[nodes.FieldNode], rowless: str | None
) -> tuple[Field, ...]:
    """Parameters with their defaults; *rowless* names what cannot be a row."""
    check_names(world.findings, (p.name for p in params), "parameters")
    fields = {p.name.text: _field(reader, p) for p in reversed(params)}
    found = []
    for field in reversed(fields.values()):
        if rowless:
            field = replace(field, type=refuse_rows(world.findings, field.node.type, field.type, rowless))
        found.append(_with_default(world, reader.scope, field))
    return tuple(found)


def _with_default(world: World, scope: Scope, field: Field) -> Field:
    default = field.node.default
    if default is None:
        return field
    is_null = isinstance(default, nodes.Literal) and default.value is None
    if contains_row(field.type) and not is_null:
        world.findings.error("TW0319", default.span, "a row has no default but `null`")
        return field
    typer = Typer(world, scope, Place.CONST)
    return replace(field, default=constant(typer, default, field.type, "a default"))


# ------------------------------------------------------------------ entities


def _declare_entity(world: World, reader: TypeReader, node: nodes.EntityDecl) -> None:
    findings, name = world.findings, node.name.text
    check_entity_name(findings, node.name)
    check_names(findings, (f.name for f in node.fields), "fields")
    fields = {f.name.text: _field(reader, f) for f in reversed(node.fields)}
    for field in fields.values():
        if contains_row(field.type) and not isinstance(present(field.type), Row):
            findings.error(
                "TW0305",
                field.node.type.span,
                f"the field `{field.name}` cannot hold rows in a `{show(field.type)}`",
                help="link one row, or make an entity with two links",
            )
    broken: set[str] = set()
    for position, part in enumerate(node.key):
        if part.text in [earlier.text for earlier in node.key[:position]]:
            findings.error("TW0317", part.span, f"`{part.text}` stands twice in the key")
        elif part.text not in fields:
            message = f"the key `{part.text}` is not a field of `{name}`"
            findings.unknown("TW0317", part.span, message, part.text, list(fields), "declare the field")
        elif not isinstance(fields[part.text].type, Str | Int | Date | Row | Unknown):
            shown = show(fields[part.text].type)
            findings.error(
                "TW0317",
                fields[part.text].node.type.span,
                f"a key is a `str`, an `int`, a `date` or a link, `{part.text}` is `{shown}`",
            )
            broken.add(part.text)
    key = tuple(dict.fromkeys(part.text for part in node.key))
    checks = tuple(a.args[0].value for a in node.annotations if a.name.text == "check" and a.args)
    ordered = tuple(reversed(fields.values()))
    world.entities[name] = Entity(name, _doc(node.doc), key, ordered, checks, (), node)
    _forget_types(world, name, broken)


def _forget_types(world: World, name: str, fields: Collection[str]) -> None:
    """Make the type of *fields* of an entity Unknown: keys that hold them could be followed without end."""
    entity = world.entities[name]
    known = (replace(field, type=Unknown()) if field.name in fields else field for field in entity.fields)
    world.entities[name] = replace(entity, fields=tuple(known))


def check_key_links(world: World) -> None:
    """Report keys that lead through links to themselves, or to an entity whose key has several parts."""
    links: dict[str, dict[str, str]] = {}
    for name, entity in world.entities.items():
        links[name] = {}
        for field in entity.fields:
            if field.name not in entity.key or not isinstance(field.type, Row):
                continue
            target = world.entities.get(field.type.entity)
            links[name][field.name] = field.type.entity
            if target and len(target.key) > 1:
                world.findings.error(
                    "TW0317",
                    field.node.type.span,
                    f"a key cannot hold a link to `{target.name}`, whose key has several parts",
                    help=f"give `{target.name}` a key of one part",
                )
    for circle in in_order({name: list(targets.values()) for name, targets in links.items()}).circles:
        path = " -> ".join(f"`{name}`" for name in (*circle, circle[0]))
        first = world.entities[circle[0]]
        world.findings.error("TW0317", first.node.name.span, f"these keys need each other: {path}")
        _forget_types(world, circle[0], links[circle[0]])
    for name, targets in links.items():
        several = (
            field for field, target in targets.items() if target in links and len(world.entities[target].key) > 1
        )
        _forget_types(world, name, tuple(several))


def _settle_defaults(world: World, scope: Scope, name: str) -> None:
    entity = world.entities[name]
    world.entities[name] = replace(entity, fields=tuple(_with_default(world, scope, f) for f in entity.fields))


# ------------------------------------------------------------------ tools


def _declare_tool(world: World, reader: TypeReader, node: nodes.ToolDecl, offered: bool) -> None:
    findings, name = world.findings, node.name.text
    params = _params(world, reader, node.params, "a parameter of a tool")
    if not _doc(node.doc):
        findings.error(
            "TW0412",
            node.name.span,
            f"the tool `{name}` has no documentation",
            help="say what it does in a text at the beginning of its body",
        )
    for param in params:
        if not param.doc:
            findings.warning(
                "TW0413",
                param.node.name.span,
                f"the parameter `{param.name}` has no documentation",
                help=f'say what it is: `{param.name}: {show(param.type)} "..."`',
            )
    result = reader.read(node.result)
    for entity in rows_in(result):
        declared = world.entities.get(entity)
        if declared and len(declared.key) > 1:
            findings.error(
                "TW0305",
                node.result.span,
                f"a result shows a row as its key, and the key of `{entity}` has several parts",
                help="give the parts you need in a record",
            )
    world.tools[name] = Tool(
        name=name,
        doc=_doc(node.doc),
        params=params,
        result=result,
        result_fields=dict(_field_docs(world, reader.scope, node.result, result, "")),
        fails=_error_names(world, reader.scope, node.fails),
        writes=_entity_names(world, reader.scope, node.writes),
        distractor=any(a.name.text == "distractor" for a in node.annotations),
        examples=_annotations(world, reader.scope, node, params),
        offered=offered,
        node=node,
    )


def _field_docs(world: World, scope: Scope, node: nodes.TypeNode, type_: Type, path: str) -> Iterator[tuple[str, str]]:
    """Dotted paths of the record fields in a result, with their documentation where they have one.

    *type_* is what *node* writes: Unknown where it is endless, and never large.
    """
    match node, type_:
        case nodes.OptionalTypeNode(_, item), Optional(inner):
            yield from _field_docs(world, scope, item, inner, path)
        case nodes.RecordTypeNode(_, fields), Record():
            yield from _docs_of(world, scope, fields, type_, path)
        case nodes.NamedType(_, _, (item,)), List(inner):
            yield from _field_docs(world, scope, item, inner, path)
        case nodes.NamedType(_, _, (_, item)), Map(_, inner):
            yield from _field_docs(world, scope, item, inner, path)
        case nodes.NamedType(_, name), Record():
            decl = scope.types.get(name.text)
            if isinstance(decl, nodes.RecordDecl):
                yield from _docs_of(world, world.scopes.get(decl.name.text, scope), decl.fields, type_, path)
        case _:
            pass


def _docs_of(
    world: World, scope: Scope, fields: Sequence[nodes.FieldNode], type_: Record, path: str
) -> Iterator[tuple[str, str]]:
    for field in fields:
        if field.doc:
            yield path + field.name.text, _doc(field.doc)
        inner = type_.field(field.name.text) or Unknown()
        yield from _field_docs(world, scope, field.type, inner, f"{path}{field.name.text}.")


def _error_names(world: World, scope: Scope, names: Sequence[nodes.Ident]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in names:
        decl = scope.type(name.text)
        if name.text in found:
            message = f"`{name.text}` is listed twice in `fails`"
            world.findings.error("TW0415", name.span, message, help="leave it out", fix=_once(names, name))
        elif isinstance(decl, nodes.ErrorDecl):
            found[decl.name.text] = None
        elif name.text not in scope.poisoned:
            message = f"there is no error `{name.text}`"
            known = scope.types_of(nodes.ErrorDecl)
            instead = f'declare it: `error {name.text} "what went wrong"`'
            world.findings.unknown("TW0210", name.span, message, name.text, known, instead)
    return tuple(found)


def _once(names: Sequence[nodes.Ident], name: nodes.Ident) -> Fix:
    """The fix that takes *name*, which is not the first of *names*, out of the list."""
    before = names[list(names).index(name) - 1]
    return Fix("leave it out", (Edit(Span(name.span.source, before.span.end, name.span.end), ""),))


def _entity_names(world: World, scope: Scope, names: Sequence[nodes.Ident]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in names:
        decl = scope.type(name.text)
        if isinstance(decl, nodes.EntityDecl):
            if decl.name.text in found:
                message = f"`{name.text}` is listed twice in `writes`"
                world.findings.error("TW0415", name.span, message, help="leave it out", fix=_once(names, name))
            found[decl.name.text] = None
        elif name.text not in scope.poisoned:
            message = f"there is no entity `{name.text}`"
            world.findings.unknown("TW0211", name.span, message, name.text, scope.types_of(nodes.EntityDecl))
    return tuple(found)


def _annotations(
    world: World, scope: Scope, node: nodes.ToolDecl, params: tuple[Field, ...]
) -> tuple[dict[str, CellValue], ...]:
    """The tool's examples; annotations that mean nothing on a tool are reported."""
    examples = []
    for annotation in node.annotations:
        match annotation.name.text:
            case "distractor":
                if annotation.args:
                    world.findings.error("TW0414", annotation.span, "`@distractor` takes no arguments")
            case "example":
                examples.append(_example(world, scope, node, annotation, params))
            case word:
                unknown_annotation(world, annotation, word, ["distractor", "example"], "a tool")
    return tuple(examples)


def unknown_annotation(world: World, annotation: nodes.Annotation, word: str, known: list[str], what: str) -> None:
    """Report an annotation that does not belong where it stands."""
    message = f"`@{word}` means nothing on {what}"
    other = f"{what} takes {listed(['@' + k for k in known])}"
    world.findings.unknown("TW0414", annotation.name.span, message, word, known, other)


def _example(
    world: World, scope: Scope, node: nodes.ToolDecl, annotation: nodes.Annotation, params: tuple[Field, ...]
) -> dict[str, CellValue]:
    typer = Typer(world, scope, Place.CONST)
    required = [p.name for p in params if not p.has_default]
    names = [p.name for p in params]
    callee = f"`{node.name.text}`"
    matched = match_arguments(world.findings, annotation.args, names, required, annotation.span, callee, named=True)
    types = {p.name: p.type for p in params}
    return {
        name: constant(typer, arg.value, types[name], "an argument of an example")
        for arg, name in zip(annotation.args, matched, strict=True)
        if name is not None
    }
