"""Statements of tools, items of tasks and statements of tests as documents, in the one style."""

from __future__ import annotations

from collections.abc import Iterable

from ..source import Span
from ..syntax import nodes
from .layout import HARD, SPACE, Doc, Line, group, indent
from .literals import number_text
from .print_type import TypePrinter


class BodyPrinter(TypePrinter):
    """Prints what stands in the braces of tools, tasks and tests."""

    def statements(self, body: Iterable[nodes.Statement]) -> list[tuple[int, Doc]]:
        """Statements of a tool."""
        return [(statement.span.start, self._statement(statement)) for statement in body]

    def task_items(self, items: Iterable[nodes.TaskItem]) -> list[tuple[int, Doc]]:
        """Items of a task."""
        return [(item.span.start, self._task_item(item)) for item in items]

    def test_statements(self, body: Iterable[nodes.TestStatement]) -> list[tuple[int, Doc]]:
        """Statements of a test."""
        return [(statement.span.start, self._test_statement(statement)) for statement in body]

    def in_order(self, parts: Iterable[tuple[int, Doc]]) -> list[tuple[int, Doc]]:
        """Clauses, each with the offset where it was written, in the author's order; without a source as they come."""
        return list(parts) if self.written.source is None else sorted(parts, key=lambda part: part[0])

    def clauses(self, parts: Iterable[tuple[int, Doc]], line: Line = SPACE) -> Doc:
        """Clauses behind a statement, each after a *line*."""
        return indent(*(piece for offset, doc in self.in_order(parts) for piece in (line, self.at(offset, doc))))

    def _statement(self, statement: nodes.Statement) -> Doc:
        match statement:
            case nodes.Let():
                return self._let(statement)
            case nodes.Require(_, condition, failure):
                return group("require ", self.doc(condition), indent(SPACE, "else ", self.failure(failure)))
            case nodes.Fail(_, failure):
                return group("fail ", self.failure(failure))
            case nodes.Return(_, value):
                return group("return ", self.doc(value))
            case nodes.Insert(_, entity, record):
                return group("insert ", self.ident(entity), " ", self.record(record))
            case nodes.Update(_, row, record):
                return group("update ", self.row(row), " ", self.record(record))
            case nodes.Delete(_, row):
                return group("delete ", self.row(row))
            case nodes.For(_, name, source, body):
                block = self.block(self.statements(body), self.end(statement))
                return group("for ", self.ident(name), " in ", self.doc(source), " ", block)
            case nodes.If():
                return self._if(statement)

    def _if(self, statement: nodes.If) -> Doc:
        condition, then, otherwise = statement.condition, statement.then, statement.otherwise
        start, words = (then[-1].span.end, ("}",)) if then else (condition.span.end, ("{", "}"))
        end = self.written.seek(start, words, statement.span.end)
        head = group("if ", self.doc(condition), " ", self.block(self.statements(then), self.written.mark(end)))
        # The tree does not know of an empty `else`, and people do not write one without a reason.
        if not otherwise and end + 1 >= statement.span.end:
            return head
        if len(otherwise) == 1 and isinstance(otherwise[0], nodes.If):
            return group(head, " else ", self.at(otherwise[0].span.start, self._if(otherwise[0])))
        return group(head, " else ", self.block(self.statements(otherwise), self.end(statement)))

    def _let(self, let: nodes.Let) -> Doc:
        value = self._statement(let.value) if isinstance(let.value, nodes.Insert) else self.doc(let.value)
        return group("let ", self.ident(let.name), self.typed(let.type), " = ", value)

    def _task_item(self, item: nodes.TaskItem) -> Doc:
        match item:
            case nodes.KindItem(_, kind):
                return group("kind ", self.ident(kind))
            case nodes.Each(_, name, source):
                return group("each ", self.ident(name), " in ", self.doc(source))
            case nodes.Ask(_, text):
                return group("ask ", self.text(text))
            case nodes.Let():
                return self._let(item)
            case nodes.Step():
                return self._step(item)
            case nodes.Answer():
                return self._answer(item)
            case nodes.Goal(_, condition):
                return group("goal ", self.doc(condition))

    def _answer(self, item: nodes.Answer) -> Doc:
        clauses: list[tuple[int, Doc]] = []
        start, end = item.value.span.end, item.span.end
        if item.within is not None:
            tail = Span(item.span.source, start, end)
            offset, number = self.written.numbered("within", tail) or (start, number_text(item.within))
            clauses.append((offset, f"within {number}"))
        if item.unordered:
            clauses.append((self.written.seek(start, ("unordered",), end), "unordered"))
        if item.phrased is not None:
            clauses.append((item.phrased.span.start, group("phrased ", self.text(item.phrased))))
        return group("answer ", self.doc(item.value), self.clauses(clauses))

    def _step(self, step: nodes.Step) -> Doc:
        fan_out: list[Doc] = []
        if step.variable is not None and step.source is not None:
            fan_out = [" for ", self.ident(step.variable), " in ", self.doc(step.source)]
        clauses: list[tuple[int, Doc]] = []
        if step.asks is not None:
            clauses.append((step.asks.span.start, group("asks ", self.text(step.asks))))
        if step.gives is not None:
            clauses.append((step.gives.span.start, group("gives ", self.doc(step.gives))))
        if step.after:
            clauses.append((step.after[0].span.start, group("after ", self.names(step.after))))
        # A question is read; what stands behind it on its line is not.
        tail = self.clauses(clauses, HARD if step.asks is not None else SPACE)
        return group("step ", self.ident(step.name), *fan_out, " = ", self._source(step.call), tail)

    def _source(self, source: nodes.Call | nodes.Derive) -> Doc:
        if isinstance(source, nodes.Derive):
            return self.at(source.span.start, "derive ", self.doc(source.value))
        return self.doc(source)

    def _test_statement(self, statement: nodes.TestStatement) -> Doc:
        match statement:
            case nodes.Let():
                return self._let(statement)
            case nodes.Expect(_, value, fails):
                tail: list[Doc] = [] if fails is None else [" fails ", self.ident(fails)]
                return group("expect ", self.doc(value), *tail)
            case nodes.TestFor(_, name, source, body):
                block = self.block(self.test_statements(body), self.end(statement))
                return group("for ", self.ident(name), " in ", self.doc(source), " ", block)
