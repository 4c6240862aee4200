"""The tree as text, in the one style: what `parse` reads back is the same tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..syntax import nodes
from .layout import HARD, SPACE, Doc, group, indent, joined, listed, render, verbatim
from .print_expr import (
    args_doc,
    entry_doc,
    expr_doc,
    failure_doc,
    flat_text,
    number_text,
    plain_number,
    quote,
    record_doc,
    row_doc,
    string_doc,
    text_doc,
)

_CLOSE_TOGETHER = (nodes.Import, nodes.ConstDecl, nodes.ErrorDecl)
"""Declarations that stand without an empty line between them when neighbours are of the same kind."""


def print_module(module: nodes.Module) -> str:
    """A whole file."""
    blocks = [] if module.edition is None else [f"edition {module.edition}\n"]
    before: nodes.Declaration | None = None
    for item in module.items:
        text = render(_declaration(item)) + "\n"
        if isinstance(item, _CLOSE_TOGETHER) and type(before) is type(item):
            blocks[-1] += text
        else:
            blocks.append(text)
        before = item
    return "\n".join(blocks)


def print_expr(expr: nodes.Expr) -> str:
    """One expression, as it stands at the start of a line."""
    return render(expr_doc(expr))


def print_type(type_: nodes.TypeNode) -> str:
    """One type as written."""
    return render(_type(type_))


# ------------------------------------------------------------------ declarations


def _declaration(item: nodes.Declaration) -> Doc:
    match item:
        case nodes.Import():
            return _import(item)
        case nodes.ScenarioDecl(_, name, library, settings):
            keyword = "library" if library else "scenario"
            return group(f"{keyword} {name.text} ", _block([*_each_with_comma(_settings(settings))]))
        case nodes.EnumDecl(_, name, doc, members):
            return _enum(name, doc, members)
        case nodes.RecordDecl(_, name, doc, fields):
            return group(f"record {name.text} ", _fields_block(doc, fields))
        case nodes.EntityDecl(_, name, key, doc, fields, annotations):
            title = f"entity {name.text} key {_names(key)} "
            return group(*_annotations(annotations), title, _fields_block(doc, fields))
        case nodes.DataDecl(_, entity, source):
            return group(f"data {entity.text} ", _data_source(source))
        case nodes.ConstDecl(_, name, type_, value):
            return group(f"const {name.text}", _typed(type_), " = ", expr_doc(value))
        case nodes.ErrorDecl(_, name, params, message):
            head = group(f"error {name.text}", *([_params(params)] if params else []))
            return group(head, indent(SPACE, text_doc(message)))
        case nodes.FnDecl(_, name, params, result, doc, value):
            head = group(f"fn {name.text}", _params(params), _result(result), *_after(_doc(doc)), " =")
            return group(head, indent(SPACE, expr_doc(value)))
        case nodes.ExternDecl():
            return _extern(item)
        case nodes.ToolDecl():
            return _tool(item)
        case nodes.TaskDecl(_, name, doc, items):
            return group(f"task {name.text} ", _block([*_doc(doc), *map(_task_item, items)]))
        case nodes.ExploreDecl(_, count, seed, settings):
            return group(f"explore {_counted(count, seed)} ", _settings_doc(settings))
        case nodes.TestDecl(_, title, body):
            return group(f"test {quote(title)} ", _block(map(_test_statement, body)))
        case nodes.ScaleDecl(_, seed, keep, levels):
            lines: list[Doc] = [] if seed is None else [f"seed {number_text(seed)}"]
            lines += [f"keep {_names(keep)}"] if keep else []
            lines += [group(f"level {level.name.text} ", _settings_doc(level.settings)) for level in levels]
            return group("scale ", _block(lines))
        case nodes.RewardDecl(_, settings):
            return group("reward ", _settings_doc(settings))


def _import(item: nodes.Import) -> Doc:
    names = (n.name.text + (f" as {n.alias.text}" if n.alias else "") for n in item.names)
    return group("import ", indent(*joined((",", SPACE), names), SPACE, f"from {quote(item.path)}"))


def _settings(settings: nodes.Settings) -> Iterator[Doc]:
    for item in settings.items:
        yield group(f"{item.name.text}: ", _setting_value(item.value))


def _setting_value(
    value: nodes.Literal | nodes.ListNode | nodes.SettingValue | nodes.Settings | nodes.Range,
) -> Doc:
    match value:
        case nodes.Range():
            return _range(value)
        case nodes.SettingValue(_, text):
            return text
        case nodes.Settings():
            return _settings_doc(value)
        case _:
            return expr_doc(value)


def _settings_doc(settings: nodes.Settings) -> Doc:
    return listed("{", _settings(settings), "}", SPACE)


def _enum(name: nodes.Ident, doc: nodes.Doc | None, members: tuple[nodes.EnumMember, ...]) -> Doc:
    docs = (group(m.name.text, *_after(_doc(m.doc))) for m in members)
    if doc is None and all(m.doc is None for m in members):
        return group(f"enum {name.text} ", listed("{", docs, "}", SPACE))
    return group(f"enum {name.text} ", _block([*_doc(doc), *_each_with_comma(docs)]))


def _fields_block(doc: nodes.Doc | None, fields: tuple[nodes.FieldNode, ...]) -> Doc:
    return _block([*_doc(doc), *_each_with_comma(map(_field, fields))])


def _table(table: nodes.Table) -> Iterator[Doc]:
    """Rows with their bars under each other."""
    rows = [[column.text for column in table.columns]]
    rows += [[flat_text(cell) for cell in row.cells] for row in table.rows]
    widths = [max(len(row[i]) for row in rows if i < len(row)) for i in range(max(map(len, rows)))]
    for row in rows:
        yield "| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=False)) + " |"


def _data_source(source: nodes.Table | nodes.DataFile | nodes.Generate) -> Doc:
    match source:
        case nodes.Table():
            return _block(_table(source))
        case nodes.DataFile(_, path):
            return f"from {quote(path)}"
        case nodes.Generate(_, count, seed, columns):
            rows = _block(_each_with_comma(map(entry_doc, columns.entries)))
            return group(f"generate {_counted(count, seed)} ", rows)


def _counted(count: int, seed: int | None) -> str:
    return number_text(count) if seed is None else f"{number_text(count)} seed {number_text(seed)}"


def _extern(extern: nodes.ExternDecl) -> Doc:
    head: Doc = group(f"extern python {extern.name.text}", _params(extern.params), _result(extern.result))
    rest = [*_doc(extern.doc), _settings_doc(extern.settings)]
    return group(head, indent(*_after(rest)), HARD, verbatim(f"```python\n{extern.code.text}```"))


def _tool(tool: nodes.ToolDecl) -> Doc:
    head = [f"tool {tool.name.text}", _params(tool.params), _result(tool.result)]
    body = _block([*_doc(tool.doc), *map(_statement, tool.body)])
    effects = [f"{word} {_names(names)}" for word, names in (("fails", tool.fails), ("writes", tool.writes)) if names]
    if not effects:
        return group(*_annotations(tool.annotations), *head, " ", body)
    lines = indent(*(part for effect in effects for part in (HARD, effect)))
    return group(*_annotations(tool.annotations), group(*head), lines, HARD, body)


# -------------------------------------------------------------- types and fields


def _type(type_: nodes.TypeNode) -> Doc:
    match type_:
        case nodes.OptionalTypeNode(_, item):
            return group(_type(item), "?")
        case nodes.LiteralTypeNode(_, values):
            return group(indent(*joined((SPACE, "| "), map(quote, values))))
        case nodes.RecordTypeNode(_, fields):
            return listed("{", map(_field, fields), "}", SPACE)
        case nodes.NamedType(_, name, items, range_, settings):
            inner = listed("[", map(_type, items), "]", comma="") if items else ""
            rules: list[Doc] = [] if range_ is None else [_range(range_)]
            rules += [group(f"{s.name.text}=", expr_doc(s.value)) for s in settings]
            return group(name.text, inner, listed("(", rules, ")") if rules else "")


def _range(range_: nodes.Range) -> str:
    low, high = (("" if bound is None else plain_number(bound)) for bound in (range_.low, range_.high))
    return f"{low}..{high}"


def _field(field: nodes.FieldNode) -> Doc:
    marks = [part for a in field.annotations for part in (_annotation(a), SPACE)]
    default: list[Doc] = [] if field.default is None else [" = ", expr_doc(field.default)]
    return group(*marks, f"{field.name.text}: ", _type(field.type), *default, *_after(_doc(field.doc)))


def _params(params: tuple[nodes.FieldNode, ...]) -> Doc:
    return listed("(", map(_field, params), ")")


def _result(type_: nodes.TypeNode) -> Doc:
    return group(indent(SPACE, "-> ", _type(type_)))


def _typed(type_: nodes.TypeNode | None) -> Doc:
    return "" if type_ is None else group(": ", _type(type_))


def _annotation(annotation: nodes.Annotation) -> Doc:
    args = args_doc(annotation.args) if annotation.args else ""
    return group(f"@{annotation.name.text}", args)


def _annotations(annotations: Iterable[nodes.Annotation]) -> list[Doc]:
    return [part for annotation in annotations for part in (_annotation(annotation), HARD)]


# -------------------------------------------------------------------- statements


def _statement(statement: nodes.Statement) -> Doc:
    match statement:
        case nodes.Let():
            return _let(statement)
        case nodes.Require(_, condition, failure):
            return group("require ", expr_doc(condition), indent(SPACE, "else ", failure_doc(failure)))
        case nodes.Fail(_, failure):
            return group("fail ", failure_doc(failure))
        case nodes.Return(_, value):
            return group("return ", expr_doc(value))
        case nodes.Insert(_, entity, record):
            return group(f"insert {entity.text} ", record_doc(record))
        case nodes.Update(_, row, record):
            return group("update ", row_doc(row), " ", record_doc(record))
        case nodes.Delete(_, row):
            return group("delete ", row_doc(row))
        case nodes.For(_, name, source, body):
            return group(f"for {name.text} in ", expr_doc(source), " ", _block(map(_statement, body)))
        case nodes.If(_, condition, then, otherwise):
            head = group("if ", expr_doc(condition), " ", _block(map(_statement, then)))
            if not otherwise:
                return head
            if len(otherwise) == 1 and isinstance(otherwise[0], nodes.If):
                return group(head, " else ", _statement(otherwise[0]))
            return group(head, " else ", _block(map(_statement, otherwise)))


def _let(let: nodes.Let) -> Doc:
    value = _statement(let.value) if isinstance(let.value, nodes.Insert) else expr_doc(let.value)
    return group(f"let {let.name.text}", _typed(let.type), " = ", value)


def _task_item(item: nodes.TaskItem) -> Doc:
    match item:
        case nodes.KindItem(_, kind):
            return f"kind {kind.text}"
        case nodes.Each(_, name, source):
            return group(f"each {name.text} in ", expr_doc(source))
        case nodes.Ask(_, text):
            return group("ask ", text_doc(text))
        case nodes.Let():
            return _let(item)
        case nodes.Step():
            return _step(item)
        case nodes.Answer(_, value, within, unordered, phrased):
            parts: list[Doc] = [] if within is None else [f"within {number_text(within)}"]
            parts += ["unordered"] if unordered else []
            parts += [] if phrased is None else [group("phrased ", text_doc(phrased))]
            return group("answer ", expr_doc(value), indent(*_after(parts)))
        case nodes.Goal(_, condition):
            return group("goal ", expr_doc(condition))


def _step(step: nodes.Step) -> Doc:
    fan_out: list[Doc] = []
    if step.variable is not None and step.source is not None:
        fan_out = [f" for {step.variable.text} in ", expr_doc(step.source)]
    parts: list[Doc] = [] if step.asks is None else [group("asks ", text_doc(step.asks))]
    parts += [] if step.gives is None else [group("gives ", expr_doc(step.gives))]
    parts += [f"after {_names(step.after)}"] if step.after else []
    return group(f"step {step.name.text}", *fan_out, " = ", _step_source(step.call), indent(*_after(parts)))


def _step_source(source: nodes.Call | nodes.Derive) -> Doc:
    return group("derive ", expr_doc(source.value)) if isinstance(source, nodes.Derive) else expr_doc(source)


def _test_statement(statement: nodes.TestStatement) -> Doc:
    match statement:
        case nodes.Let():
            return _let(statement)
        case nodes.Expect(_, value, fails):
            return group("expect ", expr_doc(value), f" fails {fails.text}" if fails else "")
        case nodes.TestFor(_, name, source, body):
            return group(f"for {name.text} in ", expr_doc(source), " ", _block(map(_test_statement, body)))


# ------------------------------------------------------------------------ pieces


def _block(lines: Iterable[Doc]) -> Doc:
    """Braces around *lines*, one under the other."""
    parts = [part for line in lines for part in (HARD, line)]
    return group("{", indent(*parts), HARD, "}") if parts else "{}"


def _each_with_comma(items: Iterable[Doc]) -> Iterator[Doc]:
    return (group(item, ",") for item in items)


def _doc(doc: nodes.Doc | None) -> list[Doc]:
    return [] if doc is None else [string_doc(doc.text)]


def _after(parts: Iterable[Doc]) -> Iterator[Doc]:
    """*parts*, each after a place to break."""
    return (piece for part in parts for piece in (SPACE, part))


def _names(names: Sequence[nodes.Ident]) -> str:
    return ", ".join(name.text for name in names)
