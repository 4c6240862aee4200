"""`take` or `first` of rows that tie, or that nothing sorts: which is taken is then an accident of the file's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..checking.fit import is_orderable
from ..checking.scope import World
from ..checking.types import Row, Unknown
from ..diagnostics import Edit, Fix
from ..program import CellValue, Entity, SymbolKind
from ..source import Span
from ..syntax import nodes
from ..syntax.walk import children, walk
from .stored import NotStored, Rows, StoredRow, Value
from .view import Found, View, names_below


def ties(view: View) -> Iterator[Found]:
    """Sorts whose keys do not tell rows apart and rows that are not sorted, where only some of the rows are taken."""
    rows = Rows(view.world)
    for query in view.of(nodes.Query):
        sorts = [number for number, clause in enumerate(query.clauses) if isinstance(clause, nodes.SortClause)]
        if not _cut(view, query, sorts[-1] if sorts else 0):
            continue
        if not sorts:
            yield from _unsorted(view, rows, query)
            continue
        ranking = _ranking(view, query, sorts[-1])
        missing = _missing_keys(view, ranking) if ranking else []
        if ranking is None or not missing or _only_keys_are_shown(view, ranking):
            continue
        example = _tie(view, rows, ranking)
        if example == ():
            continue
        last = ranking.keys[-1]
        text = "".join(f", {key}" for key in missing)
        end = Span(last.span.source, last.span.end, last.span.end)
        shown = ", ".join(missing)
        notes = ("the order of the file would decide",)
        if example:
            notes = (f"{' and '.join(example)} have the same keys: the order of the file would decide",)
        yield Found(
            ranking.keys[0].span.to(last.span),
            "rows may tie here, and only some of them are taken",
            f"sort by the key too: `{shown}`",
            notes,
            fix=Fix(f"sort by `{shown}` too", (Edit(end, text),)),
        )


def _unsorted(view: View, rows: Rows, query: nodes.Query) -> Iterator[Found]:
    """Rows that nothing sorts, of which several that are stored fit: reported where all conditions can be looked at."""
    match query.clauses:
        case (nodes.ForClause(_, name) as first, *rest) if all(_cuts_or_asks(clause) for clause in rest):
            ranking = _Ranking(query, ((name.text, first.source),), None, ())
        case _:
            return
    missing = _missing_keys(view, ranking)
    if not missing or not _asks_equalities(ranking) or _only_keys_are_shown(view, ranking):
        return
    example = _tie(view, rows, ranking)
    if example:
        shown = ", ".join(missing)
        yield Found(
            query.item.span.to(query.clauses[-1].span),
            "several rows fit, nothing sorts them, and only some of them are taken",
            f"sort them by what is asked for, and by the key: `sort by ..., {shown}`",
            (f"{' and '.join(example)} both fit: the order of the file would decide",),
        )


def _cuts_or_asks(clause: nodes.Node) -> bool:
    return isinstance(clause, nodes.IfClause | nodes.TakeClause | nodes.SkipClause)


def _asks_equalities(ranking: _Ranking) -> bool:
    """Whether it asks something of its rows, and nothing but that; who asks nothing wants any of them."""
    ((variable, _),) = ranking.sources
    conditions = _conditions(ranking.query)
    return bool(conditions) and all(len(_sides(each, variable)) == _conjuncts(each) for each in conditions)


@dataclass(frozen=True, slots=True)
class _Ranking:
    """A query that takes the first of its rows."""

    query: nodes.Query
    sources: tuple[tuple[str, nodes.Expr], ...]
    """The variables whose combinations are sorted; alone the group where the query groups."""
    group: nodes.GroupClause | None
    keys: tuple[nodes.SortKey, ...]
    """All keys that count, those of the last sort last in the text but first in weight."""


def _cut(view: View, query: nodes.Query, sort: int) -> bool:
    """Whether only some of the sorted rows are taken."""
    if any(isinstance(clause, nodes.TakeClause | nodes.SkipClause) for clause in query.clauses[sort:]):
        return True
    user = _user(view, query)
    match user:
        case nodes.Call():
            return view.names(user, SymbolKind.BUILTIN) in ("first", "last")
        case nodes.Index(_, value):
            return value is query
        case _:
            return False


def _user(view: View, node: nodes.Node) -> nodes.Node | None:
    """What a value is an argument or a part of."""
    above = view.above(node)
    return view.above(above) if isinstance(above, nodes.Arg) else above


def _ranking(view: View, query: nodes.Query, sort: int) -> _Ranking | None:
    before = query.clauses[: sort + 1]
    groups = [number for number, clause in enumerate(before) if isinstance(clause, nodes.GroupClause)]
    begin = groups[-1] if groups else 0
    group = before[begin] if groups else None
    sources = tuple((c.name.text, c.source) for c in before[begin:] if isinstance(c, nodes.ForClause))
    keys = tuple(key for c in before[begin:] if isinstance(c, nodes.SortClause) for key in c.keys)
    if group is not None and sources:
        return None
    return _Ranking(query, sources, group if isinstance(group, nodes.GroupClause) else None, keys)


def _missing_keys(view: View, ranking: _Ranking) -> list[str]:
    """Expressions that would tell the rows apart and are not among the keys; none where nothing can be said."""
    have = {_path(key.value) for key in ranking.keys}
    if ranking.group is not None:
        name = ranking.group.name.text
        known = {_path(ranking.group.key), name} & have or not is_orderable(view.type(ranking.group.key))
        return [] if known or isinstance(view.type(ranking.group.key), Unknown) else [name]
    wanted: list[str] = []
    for variable, source in ranking.sources:
        item = getattr(view.type(source), "item", Unknown())
        if isinstance(item, Row) and item.entity in view.world.entities:
            wanted += _key_paths(view.world, view.world.entities[item.entity], variable)
        elif is_orderable(item) and not isinstance(item, Unknown):
            wanted.append(variable)
        else:
            return []
    return [key for key in wanted if key not in have]


def _key_paths(world: World, entity: Entity, start: str) -> list[str]:
    """Paths to what a row of *entity* is known by; a link by the key of the row that it leads to."""
    types = {field.name: field.type for field in entity.fields}
    found: list[str] = []
    for part in entity.key:
        type_ = types.get(part)
        target = world.entities.get(type_.entity) if isinstance(type_, Row) else None
        # Keys that lead through links to themselves are reported where they are declared.
        if target is not None and target is not entity:
            found += _key_paths(world, target, f"{start}.{part}")
        else:
            found.append(f"{start}.{part}")
    return found


def _path(node: nodes.Expr) -> str | None:
    match node:
        case nodes.Name(_, name):
            return name
        case nodes.Attribute(_, value, name, False):
            start = _path(value)
            return None if start is None else f"{start}.{name.text}"
        case _:
            return None


# ------------------------------------------------------------------ what is shown of the rows


def _only_keys_are_shown(view: View, ranking: _Ranking) -> bool:
    """Whether rows that tie give the same result."""
    settled = [key.value for key in ranking.keys]
    if ranking.group is None and len(ranking.sources) == 1:
        settled += [
            own for condition in _conditions(ranking.query) for own, _ in _sides(condition, ranking.sources[0][0])
        ]
    keys = [nodes.shape(value) for value in settled]
    # Behind a `group`, the variables before it stand for what is in the group.
    clauses = [c for c in ranking.query.clauses if isinstance(c, nodes.ForClause | nodes.GroupClause)]
    names = {clause.name.text for clause in clauses}
    item = ranking.query.item
    if isinstance(item, nodes.Name) and item.id in names and len(names) == 1:
        fields = {
            value.name.text for value in settled if isinstance(value, nodes.Attribute) and _path(value.value) == item.id
        }
        return _only_fields(view, ranking.query, fields)
    return not _shows_more(item, names, keys)


def _shows_more(node: nodes.Node, names: set[str], keys: Sequence[object]) -> bool:
    if nodes.shape(node) in keys:
        return False
    if isinstance(node, nodes.Name):
        return node.id in names
    return any(_shows_more(child, names, keys) for child in children(node))


def _only_fields(view: View, query: nodes.Query, fields: set[str]) -> bool:
    """Whether of the row that *query* is asked for, only *fields* are read."""
    node: nodes.Node = query
    above = _user(view, node)
    while above is not None:
        match above:
            case nodes.Call() if view.names(above, SymbolKind.BUILTIN) in ("first", "last"):
                pass
            case nodes.Index(_, value) if value is node:
                pass
            case nodes.OrFail(_, value) if value is node:
                pass
            case nodes.Attribute(_, value, name):
                return value is node and name.text in fields
            case nodes.Let(_, name):
                return _reads(view, above, name.text) <= fields
            case _:
                return False
        node, above = above, _user(view, above)
    return False


def _reads(view: View, let: nodes.Node, name: str) -> set[str]:
    """Fields that are read of the local *name*; the empty name where it is used otherwise."""
    home = let
    while (above := view.above(home)) is not None:
        home = above
    found: set[str] = set()
    for node in walk(home):
        if isinstance(node, nodes.Name) and node.id == name:
            user = view.above(node)
            found.add(user.name.text if isinstance(user, nodes.Attribute) else "")
    return found


# ------------------------------------------------------------------ what the rows say


def _tie(view: View, rows: Rows, ranking: _Ranking) -> tuple[str, ...] | None:
    """Two rows that tie, as text; empty where the stored rows never do; None where they cannot say."""
    if ranking.group is not None or len(ranking.sources) != 1:
        return None
    ((variable, source),) = ranking.sources
    entity = view.world.entities.get(view.names(source, SymbolKind.ENTITY) or "")
    sides = [pair for condition in _conditions(ranking.query) for pair in _sides(condition, variable)]
    read = [key.value for key in ranking.keys]
    if entity is None or _may_change(view, entity, [*read, *(side for pair in sides for side in pair)]):
        return None
    first: dict[tuple[Value, ...], StoredRow] = {}
    try:
        for row in rows.of(entity):
            place = _place(rows, variable, row, sides)
            if place is None:
                continue
            key = (*place, *(rows.value(expr, variable, row) for expr in read))
            earlier = first.setdefault(key, row)
            if earlier is not row:
                return (_shown(earlier.key), _shown(row.key))
    except (NotStored, TypeError):
        return None
    return ()


def _conditions(query: nodes.Query) -> list[nodes.Expr]:
    return [clause.condition for clause in query.clauses if isinstance(clause, nodes.IfClause)]


def _sides(condition: nodes.Expr, variable: str) -> list[tuple[nodes.Expr, nodes.Expr]]:
    """The equalities in *condition* between what *variable* is asked and something else, in this order."""
    return [
        (own, other)
        for left, right in _equalities(condition)
        for own, other in ((left, right), (right, left))
        if variable in names_below(own) and variable not in names_below(other)
    ]


def _conjuncts(condition: nodes.Expr) -> int:
    match condition:
        case nodes.Binary(_, "and", left, right):
            return _conjuncts(left) + _conjuncts(right)
        case _:
            return 1


def _equalities(condition: nodes.Expr) -> Iterator[tuple[nodes.Expr, nodes.Expr]]:
    match condition:
        case nodes.Binary(_, "and", left, right):
            yield from _equalities(left)
            yield from _equalities(right)
        case nodes.Binary(_, "==", left, right):
            yield left, right
        case _:
            pass


def _place(
    rows: Rows, variable: str, row: StoredRow, sides: Sequence[tuple[nodes.Expr, nodes.Expr]]
) -> tuple[Value, ...] | None:
    """What the conditions ask of *row*: rows with different answers never stand in one list; None for none of them."""
    found: list[Value] = []
    for own, other in sides:
        try:
            value = rows.value(own, variable, row)
        except NotStored:
            continue
        if isinstance(other, nodes.Literal):
            if value != other.value:
                return None
        else:
            found.append(value)
    return tuple(found)


def _may_change(view: View, entity: Entity, read: Sequence[nodes.Expr]) -> bool:
    """Whether tools add rows to *entity* or change a field that is *read*: then today's rows say nothing."""
    fields = {node.name.text for expr in read for node in walk(expr) if isinstance(node, nodes.Attribute)}
    return entity.name in view.uses.inserted or any(field in fields for _, field in view.uses.updated)


def _shown(key: tuple[CellValue, ...]) -> str:
    return "`" + ", ".join(map(str, key)) + "`"
