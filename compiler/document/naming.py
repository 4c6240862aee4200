"""Names and documents of derived tools: a draft becomes a tool that reads as if a person had written it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.ir.types import EnumType, RowType, StrType

from ..english import (
    MOMENT,
    SPEAKING,
    article,
    doc_of,
    field_noun,
    field_of,
    field_type,
    field_verb,
    plain_start,
    sentence,
    snake,
    spaced,
)
from ..terms import bound, rename, rewrite
from .called import Called
from .derive import Draft
from .shapes import is_lookup
from .uses import Use, World, given, names_its_row, param_doc, param_name, param_type, use_of


@dataclass(frozen=True)
class Described:
    """What a body is called and documented as."""

    names: tuple[str, ...]
    """Names to choose from, the best first."""
    doc: str


def described(uses: Mapping[str, Use | None], body: Sequence[Any], world: World) -> Described:
    """Words for a *body* of lookups and a result, whose parameters have these *uses*."""
    rows = rows_of(body, world)
    found = _found_phrases(rows, body)
    phrases = {name: given(use, name) for name, use in uses.items()}
    words = Called(world.entities, world.functions, phrases | found, rows, world.unsaid)
    value = body[-1].value
    shown = _written_out(value, body)
    base = "_".join(words.name(shown))
    others = [snake(use.field.name) for use in uses.values() if use and not names_its_row(use)]
    by = others or [snake(use.field.name) for use in uses.values() if use]
    longer = [f"{base}_by_{'_and_'.join(dict.fromkeys(by))}"] if by and "_by_" not in base else []
    return Described((base, *longer), _doc(words.phrase(_written_out(value, body, keep=found)), shown, world))


def finished(draft: Draft, world: World, fails: Mapping[str, str], free: Callable[[Sequence[str]], str]) -> Tool:
    """*draft* as a tool; *fails* are the declared names of its errors, *free* picks a name that is still free."""
    body: tuple[Any, ...] = (*draft.found, ir.Return(value=draft.value))
    uses = {name: use_of(name, body, world, p.about) for name, p in draft.parameters.items()}
    names: dict[str, str] = {}
    for name, parameter in draft.parameters.items():
        wanted = param_name(uses[name], parameter.word, parameter.type.type == "list")
        names[name] = unused(wanted, names.values())
    params = tuple(
        Param(
            name=names[name],
            value=param_type(parameter.type, uses[name]),
            doc=param_doc(uses[name], names[name], parameter.type.type == "list"),
        )
        for name, parameter in draft.parameters.items()
    )
    body = _with_errors(rename(body, names | _inner_names(draft, body, set(names.values()))), fails)
    words = described({names[name]: use for name, use in uses.items()}, body, world)
    return Tool(
        name=(name := free(words.names)),
        origin=name,
        doc=words.doc,
        params=params,
        result=_result_type(draft.result),
        fails=tuple(sorted(fails[error] for error in draft.errors)),
        body=body,
    )


def _result_type(type_: Any) -> Any:
    # The members of an enum would name the answer in the document.
    return StrType() if isinstance(type_, EnumType) else type_


# ------------------------------------------------------------------ variables and errors


def _inner_names(draft: Draft, body: Sequence[Any], params: Collection[str]) -> dict[str, str]:
    """Names for what a body binds: found rows, and loop variables that would hide a parameter."""
    names: dict[str, str] = {}
    taken = {*params, *(name for name in bound(body) if name[0].islower())}
    for name in bound(body):
        word = {"F": "found", "R": "row", "E": "each"}.get(name[0], "row") if name[1:].isdigit() else name
        if name in draft.rows or name in params or word != name:
            names[name] = unused("row" if name in params else word, taken)
            taken.add(names[name])
    return names


def unused(name: str, taken: Collection[str]) -> str:
    """*name*, or one like it that is not *taken*."""
    if name not in taken:
        return name
    if f"other_{name}" not in taken and name not in ("found", "row", "each"):
        return f"other_{name}"
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def _with_errors(body: Sequence[Any], fails: Mapping[str, str]) -> tuple[Any, ...]:
    def change(node: Any) -> Any:
        return node.model_copy(update={"error": fails[node.error]}) if isinstance(node, ir.OrFail) else node

    return tuple(rewrite(tuple(body), change))


# ------------------------------------------------------------------ words


def rows_of(body: Sequence[Any], world: World) -> dict[str, str]:
    """Variables of *body* that stand for a row, or for a list of rows, to the entity."""
    rows: dict[str, str] = {}
    for s in body:
        if isinstance(s, ir.Let):
            words = Called(world.entities, world.functions, {}, rows)
            entity = words.entity(s.value) or words.items(s.value)
            if entity is not None:
                rows[s.name] = entity
    return rows


def _found_phrases(rows: Mapping[str, str], body: Sequence[Any]) -> dict[str, str]:
    """Phrases for rows that are looked up by their values: `a city`, and `another city` for the second one."""
    phrases: dict[str, str] = {}
    found = {s.name for s in body if isinstance(s, ir.Let) and isinstance(s.value, ir.OrFail) and is_lookup(s.value)}
    for name, entity in rows.items():
        if name in found:
            phrase = article(spaced(entity))
            phrases[name] = phrase if phrase not in phrases.values() else f"another {spaced(entity)}"
    return phrases


def _written_out(value: Any, body: Sequence[Any], keep: Collection[str] = ()) -> Any:
    """*value* with the rows that were looked up before in the place of their names, but for those of *keep*."""
    lets = {s.name: s.value for s in body if isinstance(s, ir.Let) and s.name not in keep}

    def change(node: Any) -> Any:
        return lets.get(node.name, node) if isinstance(node, ir.Var) else node

    return rewrite(value, change)


def _doc(phrase: str, value: Any, world: World) -> str:
    """The description: what is computed, and what the documentation says of the field that is shown."""
    value = value.value if isinstance(value, ir.OrFail) else value
    if not isinstance(value, ir.Cell):
        return sentence(phrase)
    field = field_of(world.entities[value.entity], value.field)
    if isinstance(field_type(field), RowType):
        return sentence(phrase)
    doc = field.doc.rstrip(". ")
    if field.name in SPEAKING:
        # Where the row stands for its name, the phrase is the row: `author of a book` is the name of one.
        noun = field_noun(field)
        owner = phrase.removeprefix(f"{noun} of ")
        return doc_of(owner if owner != phrase else f"the {phrase}", doc or noun.capitalize(), noun)
    if doc and not (field_verb(field) and MOMENT.match(doc)) and doc.casefold() not in phrase.casefold():
        return f"{sentence(phrase)[:-1]}: {sentence(plain_start(doc))}"
    return sentence(phrase)
