"""Declarations as documents, in the one style; and trees without a text, whose forms are all the usual ones."""

from __future__ import annotations

from collections.abc import Iterable

from ..source import Span
from ..syntax import nodes
from .layout import HARD, SPACE, Doc, Verbatim, group, indent, joined, listed, render
from .literals import number_text
from .print_body import BodyPrinter
from .print_expr import ExprPrinter, is_bracketed
from .print_type import TypePrinter, after
from .tables import aligned, numeric_columns


def print_module(module: nodes.Module) -> str:
    """A whole file from its tree alone: what `parse` reads back is the same tree."""
    printer = DeclarationPrinter()
    blocks = [] if module.edition is None else [f"edition {module.edition}\n"]
    before: nodes.Declaration | None = None
    for item in module.items:
        text = render(printer.declaration(item)) + "\n"
        if before is not None and close_together(before, item):
            blocks[-1] += text
        else:
            blocks.append(text)
        before = item
    return "\n".join(blocks)


def print_expr(expr: nodes.Expr) -> str:
    """One expression, as it stands at the start of a line."""
    return render(ExprPrinter().doc(expr))


def print_type(type_: nodes.TypeNode) -> str:
    """One type as written."""
    return render(TypePrinter().type(type_))


def close_together(first: nodes.Declaration, second: nodes.Declaration) -> bool:
    """Whether two neighbours need no empty line between them: imports, constants, errors among themselves."""
    return type(first) is type(second) and isinstance(first, nodes.Import | nodes.ConstDecl | nodes.ErrorDecl)


class DeclarationPrinter(BodyPrinter):
    """Prints declarations."""

    def declaration(self, item: nodes.Declaration) -> Doc:
        """One declaration, its annotations before it."""
        return self.at(item.span.start, self._bare_declaration(item))

    def _bare_declaration(self, item: nodes.Declaration) -> Doc:
        match item:
            case nodes.Import():
                return self._import(item)
            case nodes.ScenarioDecl(_, name, library, settings):
                block = self.block(_with_commas(self._settings(settings)), self.end(settings))
                return group("library " if library else "scenario ", self.ident(name), " ", block)
            case nodes.EnumDecl():
                return self._enum(item)
            case nodes.RecordDecl(_, name, doc, fields):
                return group("record ", self.ident(name), " ", self._fields(doc, fields, item))
            case nodes.EntityDecl(_, name, key, doc, fields, annotations):
                title = group("entity ", self.ident(name), " key ", self.names(key), " ")
                return group(*self.annotations(annotations), title, self._fields(doc, fields, item))
            case nodes.DataDecl(_, entity, source):
                return group("data ", self.ident(entity), " ", self._data_source(source))
            case nodes.ConstDecl(_, name, type_, value):
                return group("const ", self.ident(name), self.typed(type_), " = ", self.doc(value))
            case nodes.ErrorDecl(_, name, params, message):
                inside = self.params(params, name.span.end, message.span.start) if params else ""
                return group(group("error ", self.ident(name), inside), indent(SPACE, self.text(message)))
            case nodes.FnDecl(_, name, params, result, doc, value):
                inside = self.params(params, name.span.end, result.span.start)
                head = group("fn ", self.ident(name), inside, self.result(result), *after(self.docs(doc)), " =")
                shown = self.doc(value)
                return group(head, " ", shown) if is_bracketed(value) else group(head, indent(SPACE, shown))
            case nodes.ExternDecl():
                return self._extern(item)
            case nodes.ToolDecl():
                return self._tool(item)
            case nodes.TaskDecl(_, name, doc, items):
                lines = [*self._documentation(doc), *self.task_items(items)]
                return group("task ", self.ident(name), " ", self.block(lines, self.end(item)))
            case nodes.ExploreDecl(span, count, seed, settings):
                numbers = self._counted(count, seed, Span(span.source, span.start, settings.span.start))
                return group("explore ", numbers, " ", self._settings_doc(settings))
            case nodes.TestDecl(span, title, body):
                token = self.written.token(span, "string") or span
                block = self.block(self.test_statements(body), self.end(item))
                return group("test ", self.string(token, title), " ", block)
            case nodes.ScaleDecl():
                return self._scale(item)
            case nodes.RewardDecl(_, settings):
                return group("reward ", self._settings_doc(settings))

    def _import(self, item: nodes.Import) -> Doc:
        names = (
            self.at(n.span.start, self.ident(n.name), *((" as ", self.ident(n.alias)) if n.alias else ()))
            for n in item.names
        )
        path = group("from ", self.string(item.path_span, item.path))
        return group("import ", indent(*joined((",", SPACE), names), SPACE, path))

    def _settings(self, settings: nodes.Settings) -> list[tuple[int, Doc]]:
        return [(item.span.start, self._setting(item)) for item in settings.items]

    def _setting(self, item: nodes.Setting) -> Doc:
        value = item.value
        match value:
            case nodes.Range():
                shown = self.range(value)
            case nodes.SettingValue(_, text):
                shown = text
            case nodes.Settings():
                shown = self._settings_doc(value)
            case _:
                shown = self.doc(value)
        return group(self.ident(item.name), ": ", shown)

    def _settings_doc(self, settings: nodes.Settings) -> Doc:
        items = (doc for _, doc in self._settings(settings))
        return self.at(settings.span.start, listed("{", items, "}", SPACE, end=self.end(settings)))

    def _enum(self, enum: nodes.EnumDecl) -> Doc:
        members = [(m.span.start, group(self.ident(m.name), *after(self.docs(m.doc)))) for m in enum.members]
        if enum.doc is None and all(m.doc is None for m in enum.members):
            inside = listed("{", (doc for _, doc in members), "}", SPACE, end=self.end(enum))
        else:
            inside = self.block([*self._documentation(enum.doc), *_with_commas(members)], self.end(enum))
        return group("enum ", self.ident(enum.name), " ", inside)

    def _fields(self, doc: nodes.Doc | None, fields: tuple[nodes.FieldNode, ...], item: nodes.Node) -> Doc:
        lines = _with_commas((field.span.start, self.field(field)) for field in fields)
        return self.block([*self._documentation(doc), *lines], self.end(item))

    def _documentation(self, doc: nodes.Doc | None) -> list[tuple[int, Doc]]:
        return [] if doc is None else [(doc.span.start, self.long_string(doc))]

    def _data_source(self, source: nodes.Table | nodes.DataFile | nodes.Generate) -> Doc:
        match source:
            case nodes.Table(_, columns, rows):
                cells = [[self.flat_text(cell) for cell in row.cells] for row in rows]
                lines = aligned([column.text for column in columns], cells, numeric_columns(source))
                header = self.written.seek(source.span.start, ("|",), source.span.end)
                starts = (header, *(row.span.start for row in rows))
                return self.block(zip(starts, lines, strict=True), self.end(source))
            case nodes.DataFile(span, path):
                return group("from ", self.string(self.written.token(span, "string") or span, path))
            case nodes.Generate(span, count, seed, columns):
                numbers = self._counted(count, seed, Span(span.source, span.start, columns.span.start))
                entries = _with_commas((entry.span.start, self.entry(entry)) for entry in columns.entries)
                return group("generate ", numbers, " ", self.block(entries, self.end(columns)))

    def _counted(self, count: int, seed: int | None, head: Span) -> str:
        """`10 seed 7`, as written in *head*."""
        numbers = [token.text for token in self.written.tokens(head, "number")]
        numbers = numbers or [number_text(number) for number in (count, seed) if number is not None]
        return " seed ".join(numbers)

    def _extern(self, extern: nodes.ExternDecl) -> Doc:
        params = self.params(extern.params, extern.name.span.end, extern.result.span.start)
        rest = indent(*after([*self.docs(extern.doc), self._settings_doc(extern.settings)]))
        head = group("extern python ", self.ident(extern.name), group(params, self.result(extern.result)), rest)
        code = self.at(extern.code.span.start, Verbatim(f"```python\n{extern.code.text}```"))
        return group(head, HARD, code)

    def _tool(self, tool: nodes.ToolDecl) -> Doc:
        params = self.params(tool.params, tool.name.span.end, tool.result.span.start)
        head = group("tool ", self.ident(tool.name), params, self.result(tool.result))
        body = self.block([*self._documentation(tool.doc), *self.statements(tool.body)], self.end(tool))
        effects = self.in_order(
            (names[0].span.start, group(f"{word} ", self.names(names)))
            for word, names in (("fails", tool.fails), ("writes", tool.writes))
            if names
        )
        if not effects:
            return group(*self.annotations(tool.annotations), head, " ", body)
        lines = indent(*(part for offset, effect in effects for part in (HARD, self.at(offset, effect))))
        ends = [name.span.end for name in (*tool.fails, *tool.writes)]
        opening = self.written.closing(max(ends), ("{",), tool.span.end)
        return group(*self.annotations(tool.annotations), head, lines, HARD, opening, body)

    def _scale(self, scale: nodes.ScaleDecl) -> Doc:
        lines: list[tuple[int, Doc]] = []
        if scale.seed is not None:
            offset, number = self.written.numbered("seed", scale.span) or (0, number_text(scale.seed))
            lines.append((offset, f"seed {number}"))
        if scale.keep:
            offset = self.written.last("keep", scale.span.start, scale.keep[0].span.start)
            lines.append((offset, group("keep ", self.names(scale.keep))))
        for level in scale.levels:
            if isinstance(level, nodes.Ladder):
                doc = group("level ", self.ident(level.first), " .. level ", self.ident(level.last))
            else:
                doc = group("level ", self.ident(level.name), " ", self._settings_doc(level.settings))
            lines.append((level.span.start, doc))
        return group("scale ", self.block(self.in_order(lines), self.end(scale)))


def _with_commas(items: Iterable[tuple[int, Doc]]) -> list[tuple[int, Doc]]:
    return [(offset, group(doc, ",")) for offset, doc in items]
