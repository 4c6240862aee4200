"""Callbacks of the parser for declarations, statements, tasks and tests; see `build_expr` for the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..diagnostics import Edit, Fix, error
from ..source import Span
from . import nodes
from .build_expr import Child, ExpressionBuilder, Part, doc_of, expr_of, of_type, one, token_of, type_of, type_or_none
from .machine import Token


class Builder(ExpressionBuilder):
    """Turns reductions into nodes: declarations and what stands in them, on top of expressions and types."""

    # -------------------------------------------------------------- modules

    def start(self, children: list[Child]) -> nodes.Module:
        edition = self.once(children, "edition")
        items: Any = tuple(c for c in children if not isinstance(c, Token | Part))
        whole = Span(self._source, 0, len(self._source.text))
        return nodes.Module(whole, edition, items)

    def edition(self, children: list[Child]) -> Part:
        span = self.span(children)
        number = token_of(children, "INT")
        value = self.number_value(number, self.span_of(number), 1)
        if value != 1:
            self.diagnostics.append(
                error("TW0116", self.span_of(number), f"there is no edition {number}", help="write `edition 1`")
            )
        return Part("edition", span, value)

    def annotation(self, children: list[Child]) -> nodes.Annotation:
        return nodes.Annotation(self.span(children), self.idents(children)[0], of_type(children, nodes.Arg))

    def import_decl(self, children: list[Child]) -> nodes.Import:
        path = token_of(children, "STRING")
        names = of_type(children, nodes.ImportName)
        return nodes.Import(self.span(children), names, self.string_text(path), self.span_of(path))

    def import_name(self, children: list[Child]) -> nodes.ImportName:
        name, *alias = self.idents(children)
        if alias:
            self.declared(children[-1:])
        return nodes.ImportName(self.span(children), name, alias[0] if alias else None)

    def scenario_decl(self, children: list[Child]) -> nodes.ScenarioDecl:
        return self._scenario(children, library=False)

    def library_decl(self, children: list[Child]) -> nodes.ScenarioDecl:
        return self._scenario(children, library=True)

    def _scenario(self, children: list[Child], library: bool) -> nodes.ScenarioDecl:
        settings = one(children, nodes.Settings)
        return nodes.ScenarioDecl(self.span(children), self.declared(children), library, settings)

    def settings(self, children: list[Child]) -> nodes.Settings:
        return nodes.Settings(self.span(children), of_type(children, nodes.Setting))

    def setting(self, children: list[Child]) -> nodes.Setting:
        value: Any = children[-1]
        return nodes.Setting(self.span(children), self.idents(children)[0], value)

    def word(self, children: list[Child]) -> nodes.SettingValue:
        return nodes.SettingValue(self.span(children), str(children[0]))

    # -------------------------------------------------- enums, records, entities

    def enum_decl(self, children: list[Child]) -> nodes.EnumDecl:
        members = of_type(children, nodes.EnumMember)
        return nodes.EnumDecl(self.span(children), self.declared(children), doc_of(children), members)

    def enum_member(self, children: list[Child]) -> nodes.EnumMember:
        return nodes.EnumMember(self.span(children), self.idents(children)[0], doc_of(children))

    def record_decl(self, children: list[Child]) -> nodes.RecordDecl:
        fields = of_type(children, nodes.FieldNode)
        return nodes.RecordDecl(self.span(children), self.declared(children), doc_of(children), fields)

    def entity_decl(self, children: list[Child]) -> nodes.EntityDecl:
        return nodes.EntityDecl(
            self.span(children),
            self.declared(children),
            self.idents(children)[1:],
            doc_of(children),
            of_type(children, nodes.FieldNode),
            of_type(children, nodes.Annotation),
        )

    # ----------------------------------------------------------------- data

    def data_decl(self, children: list[Child]) -> nodes.DataDecl:
        source: Any = children[-1]
        return nodes.DataDecl(self.span(children), self.idents(children)[0], source)

    def data_file(self, children: list[Child]) -> nodes.DataFile:
        return nodes.DataFile(self.span(children), self.string_text(token_of(children, "STRING")))

    def generate(self, children: list[Child]) -> nodes.Generate:
        count, seed = self._count_and_seed(children)
        return nodes.Generate(self.span(children), count, seed, one(children, nodes.RecordNode))

    def _count_and_seed(self, children: list[Child]) -> tuple[int, int | None]:
        numbers = [c for c in children if isinstance(c, Token) and c.type == "INT"]
        count, *seed = (int(self.number_value(n, self.span_of(n), 1)) for n in numbers)
        return count, seed[0] if seed else None

    def table(self, children: list[Child]) -> nodes.Table:
        columns = self.all_of(children, "columns")
        rows: list[nodes.TableRow] = []
        for row in of_type(children, nodes.TableRow):
            if rows and len(rows[-1].cells) < len(columns) and self._same_line(rows[-1], row):
                # `| 1 | | 2 |` reads as two rows.
                row = self._joined(rows.pop(), row)
            rows.append(row)
        return nodes.Table(self.span(children), columns, tuple(rows))

    def _same_line(self, first: nodes.TableRow, second: nodes.TableRow) -> bool:
        return "\n" not in first.span.source.text[first.span.end : second.span.start]

    def _joined(self, first: nodes.TableRow, second: nodes.TableRow) -> nodes.TableRow:
        """One row of both, with the empty cell between them reported."""
        bar = Span(second.span.source, second.span.start, second.span.start + 1)
        here = Span(bar.source, bar.start, bar.start)
        fix = Fix("write `null`", (Edit(here, "null "),))
        self.diagnostics.append(error("TW0102", bar, "this cell is empty", help="write `null` for no value", fix=fix))
        cells = (*first.cells, nodes.Literal(here, None), *second.cells)
        return nodes.TableRow(first.span.to(second.span), cells)

    def table_header(self, children: list[Child]) -> Part:
        return Part("columns", self.span(children), self.idents(children))

    def table_row(self, children: list[Child]) -> nodes.TableRow:
        cells = tuple(c for c in children if isinstance(c, nodes.Literal | nodes.ListNode | nodes.RecordNode))
        return nodes.TableRow(self.span(children), cells)

    # ------------------------------------------- constants, errors, functions, tools

    def const_decl(self, children: list[Child]) -> nodes.ConstDecl:
        return nodes.ConstDecl(self.span(children), self.declared(children), type_or_none(children), expr_of(children))

    def error_decl(self, children: list[Child]) -> nodes.ErrorDecl:
        return nodes.ErrorDecl(
            self.span(children),
            self.declared(children),
            of_type(children, nodes.FieldNode),
            one(children, nodes.Template),
        )

    def fn_decl(self, children: list[Child]) -> nodes.FnDecl:
        return nodes.FnDecl(
            self.span(children),
            self.declared(children),
            of_type(children, nodes.FieldNode),
            type_of(children),
            doc_of(children),
            expr_of(children),
        )

    def extern_decl(self, children: list[Child]) -> nodes.ExternDecl:
        return nodes.ExternDecl(
            self.span(children),
            self.declared(children),
            of_type(children, nodes.FieldNode),
            type_of(children),
            doc_of(children),
            one(children, nodes.Settings),
            self._code(token_of(children, "CODE")),
        )

    def _code(self, token: Token) -> nodes.Code:
        body = token.replace("\r\n", "\n").removesuffix("```").partition("\n")[2]
        return nodes.Code(self.span_of(token), body)

    def tool_decl(self, children: list[Child]) -> nodes.ToolDecl:
        doc, body = self.once(children, "body")
        return nodes.ToolDecl(
            self.span(children),
            self.declared(children),
            of_type(children, nodes.FieldNode),
            type_of(children),
            self.all_of(children, "fails"),
            self.all_of(children, "writes"),
            doc,
            body,
            of_type(children, nodes.Annotation),
        )

    def fails(self, children: list[Child]) -> Part:
        return Part("fails", self.span(children), self.idents(children))

    def writes(self, children: list[Child]) -> Part:
        return Part("writes", self.span(children), self.idents(children))

    def tool_body(self, children: list[Child]) -> Part:
        return Part("body", self.span(children), (doc_of(children), _statements(children)))

    # ----------------------------------------------------------- statements

    def block(self, children: list[Child]) -> Part:
        return Part("block", self.span(children), _statements(children))

    def let_stmt(self, children: list[Child]) -> nodes.Let:
        value: Any = children[-1]
        return nodes.Let(self.span(children), self.declared(children), type_or_none(children), value)

    def require_stmt(self, children: list[Child]) -> nodes.Require:
        return nodes.Require(self.span(children), expr_of(children), one(children, nodes.Failure))

    def fail_stmt(self, children: list[Child]) -> nodes.Fail:
        return nodes.Fail(self.span(children), one(children, nodes.Failure))

    def return_stmt(self, children: list[Child]) -> nodes.Return:
        return nodes.Return(self.span(children), expr_of(children))

    def insert_stmt(self, children: list[Child]) -> nodes.Insert:
        record = one(children, nodes.RecordNode)
        return nodes.Insert(self.span(children), self.idents(children)[0], record)

    def update_stmt(self, children: list[Child]) -> nodes.Update:
        _, row, record = children
        assert isinstance(record, nodes.RecordNode)
        return nodes.Update(self.span(children), expr_of([row]), record)

    def delete_stmt(self, children: list[Child]) -> nodes.Delete:
        return nodes.Delete(self.span(children), expr_of(children))

    def if_stmt(self, children: list[Child]) -> nodes.If:
        blocks = [c.value for c in children if isinstance(c, Part)]
        chained = of_type(children, nodes.If)
        otherwise = chained or (blocks[1] if len(blocks) > 1 else ())
        return nodes.If(self.span(children), expr_of(children), blocks[0], otherwise)

    def for_stmt(self, children: list[Child]) -> nodes.For:
        body = self.once(children, "block")
        return nodes.For(self.span(children), self.declared(children), expr_of(children), body)

    def failure(self, children: list[Child]) -> nodes.Failure:
        return nodes.Failure(self.span(children), self.idents(children)[0], of_type(children, nodes.Arg))

    # ---------------------------------------------------------------- tasks

    def task_decl(self, children: list[Child]) -> nodes.TaskDecl:
        items: Any = tuple(c for c in children if not isinstance(c, Token | nodes.Doc))
        return nodes.TaskDecl(self.span(children), self.declared(children), doc_of(children), items)

    def kind(self, children: list[Child]) -> nodes.KindItem:
        return nodes.KindItem(self.span(children), self.idents(children)[0])

    def each(self, children: list[Child]) -> nodes.Each:
        return nodes.Each(self.span(children), self.declared(children), expr_of(children))

    def ask(self, children: list[Child]) -> nodes.Ask:
        return nodes.Ask(self.span(children), one(children, nodes.Template))

    def let(self, children: list[Child]) -> nodes.Let:
        return self.let_stmt(children)

    def step(self, children: list[Child]) -> nodes.Step:
        variable, source = self.once(children, "for") or (None, None)
        after = self.once(children, "after")
        return nodes.Step(
            self.span(children),
            self.declared(children),
            variable,
            source,
            next(c for c in children if isinstance(c, nodes.Call | nodes.Derive)),
            self.once(children, "asks"),
            self.once(children, "gives"),
            after or (),
        )

    def fan_out(self, children: list[Child]) -> Part:
        return Part("for", self.span(children), (self.declared(children), children[-1]))

    def step_call(self, children: list[Child]) -> nodes.Call:
        return self.call(children)

    def derive(self, children: list[Child]) -> nodes.Derive:
        return nodes.Derive(self.span(children), expr_of(children))

    def asks(self, children: list[Child]) -> Part:
        return Part("asks", self.span(children), children[1])

    def gives(self, children: list[Child]) -> Part:
        return Part("gives", self.span(children), children[1])

    def after(self, children: list[Child]) -> Part:
        return Part("after", self.span(children), self.idents(children))

    def answer(self, children: list[Child]) -> nodes.Answer:
        within = self.once(children, "within")
        return nodes.Answer(
            self.span(children),
            expr_of(children),
            None if within is None else within.value,
            self.once(children, "unordered") is not None,
            self.once(children, "phrased"),
        )

    def within(self, children: list[Child]) -> Part:
        return Part("within", self.span(children), children[1])

    def unordered(self, children: list[Child]) -> Part:
        return Part("unordered", self.span(children), True)

    def phrased(self, children: list[Child]) -> Part:
        return Part("phrased", self.span(children), children[1])

    def goal(self, children: list[Child]) -> nodes.Goal:
        return nodes.Goal(self.span(children), expr_of(children))

    def explore_decl(self, children: list[Child]) -> nodes.ExploreDecl:
        count, seed = self._count_and_seed(children)
        return nodes.ExploreDecl(self.span(children), count, seed, one(children, nodes.Settings))

    # -------------------------------------------------- tests, scaling, reward

    def test_decl(self, children: list[Child]) -> nodes.TestDecl:
        title = self.string_text(token_of(children, "STRING"))
        return nodes.TestDecl(self.span(children), title, _test_statements(children))

    def expect(self, children: list[Child]) -> nodes.Expect:
        fails = self.idents(children)
        return nodes.Expect(self.span(children), expr_of(children), fails[0] if fails else None)

    def test_for(self, children: list[Child]) -> nodes.TestFor:
        source = next(c for c in children if isinstance(c, nodes.Expr))
        return nodes.TestFor(self.span(children), self.declared(children), source, _test_statements(children))

    def scale_decl(self, children: list[Child]) -> nodes.ScaleDecl:
        levels = tuple(c for c in children if isinstance(c, nodes.Level | nodes.Ladder))
        seed = self.once(children, "seed")
        return nodes.ScaleDecl(self.span(children), seed, self.all_of(children, "keep"), levels)

    def seed(self, children: list[Child]) -> Part:
        number = token_of(children, "INT")
        return Part("seed", self.span(children), self.number_value(number, self.span_of(number), 1))

    def keep(self, children: list[Child]) -> Part:
        return Part("keep", self.span(children), self.idents(children))

    def level(self, children: list[Child]) -> nodes.Level:
        settings = one(children, nodes.Settings)
        return nodes.Level(self.span(children), self.declared(children), settings)

    def ladder(self, children: list[Child]) -> nodes.Ladder:
        first, last = self.idents(children)
        return nodes.Ladder(self.span(children), first, last)

    def reward_decl(self, children: list[Child]) -> nodes.RewardDecl:
        return nodes.RewardDecl(self.span(children), one(children, nodes.Settings))


def _statements(children: Iterable[Child]) -> tuple[nodes.Statement, ...]:
    return tuple(c for c in children if isinstance(c, nodes.Statement))


def _test_statements(children: Iterable[Child]) -> tuple[nodes.TestStatement, ...]:
    return tuple(c for c in children if isinstance(c, nodes.TestStatement))
