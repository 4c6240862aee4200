"""Changes of records: which fields they show, and what is shown beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any, Final

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.ir.types import EnumType, ListType, RecordField, RecordType, StrType, Type

from .candidate import Candidate, Stage, call, const, get, listed, merged, optional, switch, var

SHAPE: Final = "shape"
"""The kind of what says which fields a record has."""
_LEAST_FOR_DETAIL = 3
"""Fields of a record of which a brief form leaves some out and shows more than one."""


def of_records(type_: RecordType, whose: str, kept: Collection[str]) -> Iterator[Candidate]:
    """What can be done to a record as a whole; *whose* says in documents where it stands.

    A tool gets one of them: each says which fields there are, so that one would undo what another was asked for. What
    may be missing is no choice: a caller who asked for that alone would get an empty record. Fields that are *kept*
    hold keys and links, which are not written as numbers.
    """
    there = [f for f in type_.fields if not f.absent]
    names = tuple(f.name for f in there)
    if len(names) > 1:
        yield Candidate(
            SHAPE,
            optional(
                "fields",
                ListType(item=EnumType(members=names), low=1, high=len(names)),
                f"Only these fields{whose}; all of them when left out.",
            ),
            Stage.SHAPE,
            lambda record: call("select_fields", record, var("fields")),
            lambda _: [[name] for name in names],
            lambda found: _absent(found, names),
        )
    if len(names) >= _LEAST_FOR_DETAIL:
        brief = names[: (len(names) + 1) // 2]
        yield Candidate(
            SHAPE,
            optional(
                "detail",
                EnumType(members=("brief", "full")),
                f"`brief` gives only {listed(brief)}{whose}; full when left out.",
            ),
            Stage.SHAPE,
            lambda record: ir.Choose(
                condition=ir.Binary(operator="eq", left=var("detail"), right=const("brief")),
                then=call("select_fields", record, ir.ListOf(items=tuple(map(const, brief)))),
                otherwise=record,
            ),
            lambda _: ("brief",),
            lambda found: _absent(found, [name for name in names if name not in brief]),
        )
    plain = [f for f in there if f.value.type in ("int", "float") and f.name not in kept]
    numbers = [f for f in plain if f"{f.name}_text" not in names]
    if numbers:
        yield Candidate(
            SHAPE,
            switch(
                "with_text",
                f"Also give {listed(f.name for f in numbers)}{whose} as text with commas between thousands, in "
                f"{listed(f'{f.name}_text' for f in numbers)}.",
            ),
            Stage.SHAPE,
            lambda record: merged(record, **{f"{f.name}_text": _with_commas(get(record, f.name)) for f in numbers}),
            lambda _: (True,),
            lambda found: _with(found, [_written(f) for f in numbers]),
        )


def of_call(tool: Tool) -> Iterator[Candidate]:
    """What can be shown beside the record that *tool* gives."""
    result = tool.result
    given = [p for p in tool.params if p.required]
    if not isinstance(result, RecordType) or not given or any(f.name == "arguments" for f in result.fields):
        return
    arguments = ir.RecordOf(fields=tuple(ir.Entry(name=p.name, value=var(p.name)) for p in given))
    shown = RecordType(fields=tuple(RecordField(name=p.name, value=p.value) for p in given))
    yield Candidate(
        "echo",
        switch("echo", f"Also repeat {listed(p.name for p in given)} of the call in `arguments`."),
        Stage.ECHO,
        lambda record: merged(record, arguments=arguments),
        lambda _: (True,),
        lambda found: _with(found, [RecordField(name="arguments", value=shown, doc="Arguments of the call")]),
    )


def in_field(name: str) -> Callable[[Any, Callable[[Any], Any]], Any]:
    """A change of one field of a record."""
    return lambda record, change: merged(record, **{name: change(get(record, name))})


def typed(type_: Type, names: tuple[str, ...], change: Callable[[Type], Type]) -> Type:
    """A record type with other types of some fields."""
    assert isinstance(type_, RecordType)
    return type_.model_copy(
        update={
            "fields": tuple(
                f.model_copy(update={"value": change(f.value)}) if f.name in names else f for f in type_.fields
            )
        }
    )


def _absent(type_: Type, names: Any) -> Type:
    """A record type some of whose fields may be missing."""
    assert isinstance(type_, RecordType)
    fields = (f.model_copy(update={"absent": f.absent or f.name in names}) for f in type_.fields)
    return type_.model_copy(update={"fields": tuple(fields)})


def _written(number: RecordField) -> RecordField:
    return RecordField(name=f"{number.name}_text", value=StrType(), doc=f"`{number.name}` with commas")


def _with(type_: Type, more: list[RecordField]) -> Type:
    assert isinstance(type_, RecordType)
    new = (field.model_copy(update={"absent": True}) for field in more)
    return type_.model_copy(update={"fields": (*type_.fields, *new)})


def _with_commas(value: Any) -> Any:
    return ir.Text(parts=(ir.Hole(value=value, format=","),))
