"""Hypothesis strategies for syntax trees: valid syntax, whatever the types; every span is empty."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from toolwright.dsl.source import Source, Span
from toolwright.dsl.syntax import nodes as n
from toolwright.dsl.syntax.build_expr import RESERVED

NOWHERE = Span(Source("nowhere", ""), 0, 0)

_CONTEXTUAL = re.findall(
    r"[a-z]+",
    """from key sort take skip asc desc group by as kind answer step ask each gives after within unordered
    phrased fails writes let update delete return require tool task data test level seed keep scale
    generate extern python explore""",
)

words = st.one_of(
    st.sampled_from(["a", "b", "City", "x1", "_y", *_CONTEXTUAL]),
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True),
).filter(lambda w: w not in RESERVED)
idents = words.map(lambda w: n.Ident(NOWHERE, w))
texts = st.text(
    st.one_of(
        st.sampled_from(list(' \n\t"\\{}#$abc')),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=12,
)
lines = texts.map(lambda t: t.replace("\n", ""))
integers = st.integers(0, 2**63 - 1)
floats = st.floats(0, allow_nan=False, allow_infinity=False)


def build(kind: Any, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Nodes of class *kind* with these parts."""
    return st.builds(kind, st.just(NOWHERE), *parts)


def tuples(items: st.SearchStrategy[Any], least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, min_size=least, max_size=most).map(tuple)


def maybe(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | items


# ----------------------------------------------------------------- literals

plain_literals = build(n.Literal, st.one_of(integers, floats, texts, st.booleans(), st.none()))
scalars = build(
    n.Literal,
    st.one_of(
        st.integers(-(2**63), 2**63 - 1),
        st.floats(allow_nan=False, allow_infinity=False),
        texts,
        st.booleans(),
        st.none(),
    ),
)
keys = (words | texts).map(lambda w: n.Ident(NOWHERE, w))
values = st.recursive(
    scalars,
    lambda inner: build(n.ListNode, tuples(inner)) | build(n.RecordNode, tuples(build(n.Entry, keys, inner))),
    max_leaves=4,
)


# --------------------------------------------------------------- expressions


def merged(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    """Template parts as the parser gives them: no empty text, no two texts in a row."""
    out: list[Any] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        elif part != "":
            out.append(part)
    return tuple(out)


def templates(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    holes = build(n.Hole, inner, st.sampled_from([None, None, ",", ".0f", ".2f", ",.3f"]))
    return build(n.Template, tuples(texts | holes, most=4).map(merged))


def args(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return tuples(build(n.Arg, maybe(idents), inner))


def failures(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return build(n.Failure, idents, args(inner))


def records(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return build(n.RecordNode, tuples(build(n.Entry, keys, inner)))


def queries(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    first = build(n.ForClause, idents, inner)
    clauses = st.one_of(
        first,
        build(n.IfClause, inner),
        build(n.GroupClause, inner, idents),
        build(n.SortClause, tuples(build(n.SortKey, inner, st.booleans()), 1, 2)),
        build(n.TakeClause, inner),
        build(n.SkipClause, inner),
    )
    rest = st.tuples(first, tuples(clauses)).map(lambda pair: (pair[0], *pair[1]))
    return build(n.Query, inner, rest)


def calls(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return build(n.Call, idents, args(inner))


operators = st.sampled_from(
    ["+", "-", "*", "/", "//", "%", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or", "??"]
)


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        build(n.ListNode, tuples(inner)),
        records(inner),
        build(n.Attribute, inner, idents, st.booleans()),
        build(n.Index, inner, tuples(inner, 1, 2)),
        calls(inner),
        build(n.Unary, st.sampled_from(["-", "not"]), inner),
        build(n.Binary, operators, inner, inner),
        build(n.IfExpr, inner, inner, inner),
        build(n.OrFail, inner, failures(inner)),
        queries(inner),
    )


atoms = plain_literals | build(n.Name, words)
hole_values = st.recursive(atoms, _grown, max_leaves=5)
"""What fits in a hole: everything but templates."""
expressions = st.recursive(atoms | templates(hole_values), lambda inner: _grown(inner), max_leaves=12)
small = st.recursive(atoms | templates(atoms), _grown, max_leaves=3)


# ---------------------------------------------------------------------- types

docs = build(n.Doc, texts)
marks = build(n.Annotation, idents, args(small))
bounds = st.one_of(integers, floats, st.integers(-(2**63), -1), floats.map(lambda x: -x))
ranges = st.tuples(maybe(bounds), maybe(bounds)).filter(lambda b: b != (None, None))
range_nodes = ranges.map(lambda b: n.Range(NOWHERE, *b))


def _fields(types: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return build(n.FieldNode, idents, types, maybe(values), maybe(docs), tuples(marks, most=1))


def _types(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    settings = tuples(build(n.TypeSetting, idents, scalars), most=2)
    return st.one_of(
        build(n.NamedType, idents, tuples(inner, most=2), maybe(range_nodes), settings),
        build(n.RecordTypeNode, tuples(_fields(inner), most=2)),
        build(n.LiteralTypeNode, tuples(lines, 1, 3)),
        inner.filter(lambda t: not isinstance(t, n.OptionalTypeNode)).map(lambda t: n.OptionalTypeNode(NOWHERE, t)),
    )


types = st.recursive(build(n.NamedType, idents, st.just(()), st.none(), st.just(())), _types, max_leaves=4)
fields = _fields(types)


# ----------------------------------------------------------------- statements

inserts = build(n.Insert, idents, records(small))


def _statements(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    body = tuples(inner)
    return build(n.If, small, body, body) | build(n.For, idents, small, body)


statements = st.recursive(
    st.one_of(
        build(n.Let, idents, maybe(types), small | inserts),
        build(n.Require, small, failures(small)),
        build(n.Fail, failures(small)),
        build(n.Return, expressions),
        inserts,
        build(n.Update, small, records(small)),
        build(n.Delete, small),
    ),
    _statements,
    max_leaves=5,
)
lets = build(n.Let, idents, maybe(types), small)
holed = templates(atoms)
tests = st.recursive(
    lets | build(n.Expect, small, maybe(idents)),
    lambda inner: build(n.TestFor, idents, small, tuples(inner)),
    max_leaves=4,
)


@st.composite
def steps(draw: st.DrawFn) -> n.Step:
    fan_out = draw(st.booleans())
    return n.Step(
        NOWHERE,
        draw(idents),
        draw(idents) if fan_out else None,
        draw(small) if fan_out else None,
        draw(calls(small) | build(n.Derive, small)),
        draw(maybe(holed)),
        draw(maybe(small)),
        draw(tuples(idents)),
    )


task_items = st.one_of(
    build(n.KindItem, idents),
    build(n.Each, idents, small),
    build(n.Ask, holed),
    lets,
    steps(),
    build(n.Answer, small, maybe(bounds), st.booleans(), maybe(holed)),
    build(n.Goal, small),
)


# --------------------------------------------------------------- declarations

_setting_values = st.recursive(
    values.filter(lambda v: not isinstance(v, n.RecordNode)) | build(n.SettingValue, words) | range_nodes,
    lambda inner: build(n.Settings, tuples(build(n.Setting, idents, inner))),
    max_leaves=4,
)
settings = build(n.Settings, tuples(build(n.Setting, idents, _setting_values)))
some_idents = tuples(idents, 1)
tables = build(n.Table, some_idents, tuples(build(n.TableRow, tuples(values, 1))))

generators = build(n.Generate, integers, maybe(integers), records(small))
code = texts.map(lambda t: t.replace("`", "").replace("\r", "") + "\n")

declarations = st.one_of(
    build(n.Import, tuples(build(n.ImportName, idents, maybe(idents)), 1), lines, st.just(NOWHERE)),
    build(n.ScenarioDecl, idents, st.booleans(), settings),
    build(n.EnumDecl, idents, maybe(docs), tuples(build(n.EnumMember, idents, maybe(docs)), 1)),
    build(n.RecordDecl, idents, maybe(docs), tuples(fields)),
    build(n.EntityDecl, idents, some_idents, maybe(docs), tuples(fields), tuples(marks, most=2)),
    build(n.DataDecl, idents, tables | build(n.DataFile, lines) | generators),
    build(n.ConstDecl, idents, maybe(types), expressions),
    build(n.ErrorDecl, idents, tuples(fields), holed),
    build(n.FnDecl, idents, tuples(fields), types, maybe(docs), expressions),
    build(
        n.ToolDecl,
        idents,
        tuples(fields),
        types,
        tuples(idents),
        tuples(idents),
        maybe(docs),
        tuples(statements),
        tuples(marks, most=2),
    ),
    build(n.ExternDecl, idents, tuples(fields), types, maybe(docs), settings, build(n.Code, code)),
    build(n.ExploreDecl, integers, maybe(integers), settings),
    build(n.TaskDecl, idents, maybe(docs), tuples(task_items)),
    build(n.TestDecl, lines, tuples(tests)),
    build(n.ScaleDecl, maybe(integers), tuples(idents), tuples(build(n.Level, idents, settings))),
    build(n.RewardDecl, settings),
)
modules = build(n.Module, st.sampled_from([None, 1]), tuples(declarations, 1))
