"""What kinds of queries there are: lookups of one row, and lists of rows that are given."""

from __future__ import annotations

from typing import Any

from toolwright.runtime.ir import expressions as ir


def is_lookup(e: Any) -> bool:
    """Whether *e* finds a row by its key, or by equalities with its fields alone."""
    match e:
        case ir.OrFail(value=value) | ir.Builtin(name="first" | "last", arguments=(value,)):
            return is_lookup(value)
        case ir.Find():
            return True
        case ir.Query(clauses=clauses):
            if any(isinstance(clause, ir.SortBy) for clause in clauses):
                return False
            conditions = [clause.condition for clause in clauses if isinstance(clause, ir.Where)]
            parts = [part for condition in conditions for part in conjuncts(condition)]
            return all(isinstance(part, ir.Binary) and part.operator == "eq" for part in parts)
    return False


def runs_over_given(query: ir.Query) -> bool:
    """Whether *query* runs over rows that are looked up one by one for a list of given values."""
    match query.clauses[0]:
        case ir.ForEach(source=ir.Query(item=ir.OrFail(), clauses=(ir.ForEach(source=ir.Var()),))):
            return True
    return False


def conjuncts(e: Any) -> list[Any]:
    """The conditions that *e* joins with `and`."""
    if isinstance(e, ir.Binary) and e.operator == "and":
        return [*conjuncts(e.left), *conjuncts(e.right)]
    return [e]
