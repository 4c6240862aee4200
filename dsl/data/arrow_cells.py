"""What the columns of a Parquet file hold, as plain values; hostile files are refused, within declared limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.util import find_spec
from typing import Any, Final, TypeAlias

from .cells import Bad
from .rows import MAX_ROWS

MAX_COLUMNS: Final = 1000
"""Most columns of a Parquet file."""
MAX_MEMORY: Final = 2**30
"""Most bytes that the columns of a Parquet file may take in memory."""
_BATCH: Final = 4096
_NESTED_BATCH: Final = 64
"""Rows at a time where lists may repeat one long text: only texts at the top stay in the dictionary of the file."""
_THRIFT: Final = 16 * 2**20

Column: TypeAlias = list[object]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file is not read."""

    code: str
    message: str
    """What continues a sentence that begins with the file's name."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file, each with a value for each row."""

    names: Sequence[str]
    """In the order of the file; one may stand there twice."""
    columns: dict[str, Column]
    count: int


def installed() -> bool:
    """Whether the library that reads Parquet files is there."""
    return find_spec("pyarrow") is not None


def read_columns(data: bytes, wanted: set[str]) -> Columns | Unreadable:
    """The columns of the Parquet file *data*; those that are not *wanted* are only named."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return _read(pa, pq, data, wanted)
    except (pa.ArrowException, OSError, ValueError, TypeError, OverflowError, MemoryError, RecursionError) as problem:
        words = str(problem).strip().partition("\n")[0][:200]
        return Unreadable("TW0515", f"is not a Parquet file that can be read: {words or type(problem).__name__}")


def _read(pa: Any, pq: Any, data: bytes, wanted: set[str]) -> Columns | Unreadable:
    limits = {"thrift_string_size_limit": _THRIFT, "thrift_container_size_limit": _THRIFT}
    schema = pq.ParquetFile(pa.BufferReader(data), **limits).schema_arrow
    texts = [field.name for field in schema if pa.types.is_string(field.type)]
    file = pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts, **limits)
    rows, names = file.metadata.num_rows, list(schema.names)
    if not 0 <= rows <= MAX_ROWS:
        return Unreadable("TW0511", f"claims {rows:,} rows, an entity has at most {MAX_ROWS:,}")
    if len(names) > MAX_COLUMNS:
        return Unreadable("TW0511", f"has {len(names):,} columns, at most {MAX_COLUMNS:,} are read")
    read = [name for name in dict.fromkeys(names) if name in wanted and names.count(name) == 1]
    columns: dict[str, Column] = {name: [] for name in read}
    size = _NESTED_BATCH if any(pa.types.is_nested(field.type) for field in schema) else _BATCH
    count = used = 0
    for batch in file.iter_batches(batch_size=size, columns=read, use_threads=False) if read else ():
        batch.validate(full=True)
        used += batch.nbytes
        count += batch.num_rows
        if used > MAX_MEMORY or count > MAX_ROWS:
            return Unreadable("TW0511", "holds more than it says, and too much to be read")
        for name in read:
            columns[name].extend(_plain(pa, batch.column(name)))
    count = count if read else rows
    for name in names:
        columns.setdefault(name, [None] * count)
    return Columns(names, columns, count)


def _plain(pa: Any, array: Any) -> Column:
    """The values of an Arrow array: numbers, text, true and false, None, lists, dicts; a `Bad` for anything else."""
    kind, is_ = array.type, pa.types
    if is_.is_dictionary(kind):
        words = _plain(pa, array.dictionary)
        return [None if index is None else words[index] for index in array.indices.to_pylist()]
    if is_.is_string(kind) or is_.is_large_string(kind):
        return _texts(pa, array)
    if is_.is_timestamp(kind):
        return _each(array.cast(pa.int64()), _moment(kind.unit, kind.tz))
    if is_.is_date(kind):
        days = pa.int32() if is_.is_date32(kind) else pa.int64()
        return _each(array.cast(days), _day(1 if is_.is_date32(kind) else 86_400_000))
    if is_.is_decimal(kind):
        return _each(array, _decimal)
    if is_.is_struct(kind):
        parts = {kind.field(i).name: _plain(pa, part) for i, part in enumerate(array.flatten())}
        present = array.is_valid().to_pylist()
        return [{n: part[i] for n, part in parts.items()} if there else None for i, there in enumerate(present)]
    if is_.is_map(kind):
        keys, values = (_plain(pa, part) for part in (array.keys, array.items))
        return [
            None if pairs is None else _mapping(pairs) for pairs in _cut(array, list(zip(keys, values, strict=True)))
        ]
    if is_.is_list(kind) or is_.is_large_list(kind):
        return _cut(array, _plain(pa, array.values))
    if is_.is_boolean(kind) or is_.is_integer(kind) or is_.is_floating(kind) or is_.is_null(kind):
        return _each(array, lambda value: value)
    problem = Bad(f"a column of the kind `{str(kind)[:40]}` is not read")
    return [problem if there else None for there in array.is_valid().to_pylist()]


def _each(array: Any, convert: Callable[[Any], object]) -> Column:
    return [None if value is None else convert(value) for value in array.to_pylist()]


def _texts(pa: Any, array: Any) -> Column:
    try:
        texts: Column = array.to_pylist()
    except UnicodeDecodeError:
        texts = _each(array.cast(pa.large_binary()), _decoded)
    return texts


def _decoded(data: bytes) -> object:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return Bad("this text is not UTF-8")


def _cut(array: Any, values: Sequence[Any]) -> list[Any]:
    """*values* in pieces, one for each list of *array*; None where it has none."""
    ends = array.offsets.to_pylist()
    there = array.is_valid().to_pylist()
    return [list(values[ends[i] : ends[i + 1]]) if there[i] else None for i in range(len(there))]


def _mapping(pairs: Sequence[tuple[object, object]]) -> object:
    if any(not isinstance(key, str | int) for key, _ in pairs):
        return Bad("the keys of a map are texts")
    found = dict(pairs)
    return found if len(found) == len(pairs) else Bad("a key stands in this map twice")


_UNITS: Final = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def _moment(unit: str, zone: str | None) -> Callable[[int], object]:
    part = _UNITS[unit]

    def moment(value: int) -> object:
        seconds, rest = divmod(value, part)
        if zone is not None:
            return Bad(f"a time here has no zone, this one has `{zone[:40]}`")
        if rest:
            return Bad("a time is given in whole seconds")
        try:
            return (datetime(1970, 1, 1) + timedelta(seconds=seconds)).isoformat()
        except OverflowError:
            return Bad("a time this far away cannot be written")

    return moment


def _day(part: int) -> Callable[[int], object]:
    def day(value: int) -> object:
        try:
            return (date(1970, 1, 1) + timedelta(days=value // part)).isoformat()
        except OverflowError:
            return Bad("a day this far away cannot be written")

    return day


def _decimal(value: Decimal) -> object:
    whole = value.as_tuple().exponent == 0
    return int(value) if whole and abs(value) < 2**63 else float(value)
