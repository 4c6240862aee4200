"""Rows as Parquet files that `datasets` opens (extra `data`).

Messages, tool documents and other JSON stand in columns of Arrow's JSON type, so that objects with different keys keep
their own: `datasets` gives them back as objects, other readers as JSON text. The same rows give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from .plain import json_text
from .tables import Column

_BATCH: Final = 1000
"""Rows that are held at a time."""


def write_parquet(path: Path, rows: Iterable[Mapping[str, Any]], columns: Mapping[str, Column]) -> int:
    """Write *rows* with *columns* to *path*; returns how many there were. Raises OSError."""
    schema = pa.schema([(name, _type(column)) for name, column in columns.items()])
    described = {"info": {"features": {name: _feature(column) for name, column in columns.items()}}}
    schema = schema.with_metadata({"huggingface": json.dumps(described)})
    count, left = 0, iter(rows)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(left, _BATCH)):
            arrays = [_array([row[name] for row in batch], column) for name, column in columns.items()]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(batch)
    return count


def read_parquet(path: Path, names: Iterable[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a file, with JSON read; of its columns only *names*, if given.

    Raises OSError where the file cannot be read, ValueError where it is no Parquet file or has no such column.
    """
    try:
        file = pq.ParquetFile(path)
    except pa.ArrowInvalid as problem:
        raise ValueError(f"{path} is no Parquet file: {problem}") from None
    schema = file.schema_arrow
    wanted = list(schema.names if names is None else names)
    if missing := [name for name in wanted if name not in schema.names]:
        raise ValueError(f"{path} has no column {missing[0]}")
    for batch in file.iter_batches(_BATCH, columns=wanted):
        for row in batch.to_pylist():
            yield {name: _plain(row[name], schema.field(name).type) for name in wanted}


def _type(column: Column) -> pa.DataType:
    match column:
        case "integer":
            return pa.int64()
        case "number":
            return pa.float64()
        case "boolean":
            return pa.bool_()
        case "json":
            return pa.json_()
        case "texts":
            return pa.list_(pa.string())
        case "numbers":
            return pa.list_(pa.float64())
        case "objects":
            return pa.list_(pa.json_())
        case _:
            return pa.string()


def _feature(column: Column) -> dict[str, Any]:
    """The column in the words of `datasets`."""
    plain = {"text": "string", "texts": "string", "number": "float64", "numbers": "float64"}
    plain |= {"integer": "int64", "boolean": "bool"}
    one = {"dtype": plain[column], "_type": "Value"} if column in plain else {"_type": "Json"}
    return {"feature": one, "_type": "List"} if column in ("texts", "numbers", "objects") else one


def _array(values: list[Any], column: Column) -> pa.Array:
    if column == "json":
        return pa.array([json_text(value) for value in values], pa.string()).cast(pa.json_())
    if column == "objects":
        texts = [[json_text(each) for each in value] for value in values]
        return pa.array(texts, pa.list_(pa.string())).cast(pa.list_(pa.json_()))
    return pa.array(values, _type(column))


def _plain(value: Any, kind: pa.DataType) -> Any:
    if isinstance(kind, pa.JsonType):
        return None if value is None else json.loads(value)
    if pa.types.is_list(kind) and isinstance(kind.value_type, pa.JsonType):
        return None if value is None else [json.loads(each) for each in value]
    return value
