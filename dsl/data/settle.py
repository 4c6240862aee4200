"""What only all rows of all entities together can show: keys that are used twice, links that lead nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from ..checking.fit import present
from ..checking.scope import World
from ..checking.types import Row
from ..diagnostics import Label
from ..program import CellValue, Entity
from .rows import Loaded, Reporter, unknown


def settle_rows(world: World, loaded: Mapping[str, Loaded]) -> None:
    """Check keys and links of all *loaded* rows and give the entities their rows, defaults filled in."""
    keys = {name: _unique_keys(world, world.entities[name], rows) for name, rows in loaded.items()}
    for name, rows in loaded.items():
        entity = world.entities[name]
        reporter = Reporter(world.findings, rows.drawn)
        for field in entity.fields:
            target = present(field.type)
            # Links into what could not be read whole are not judged.
            if isinstance(target, Row) and target.entity in loaded and loaded[target.entity].complete:
                entity_of_link = world.entities[target.entity]
                _check_links(reporter, rows, field.name, entity_of_link, loaded[target.entity], keys[target.entity])
        reporter.close()
        defaults = {field.name: field.default for field in entity.fields}
        filled = tuple({n: row.get(n, default) for n, default in defaults.items()} for row in rows.rows)
        world.entities[name] = replace(entity, rows=filled)


def row_key(entity: Entity, row: Mapping[str, CellValue]) -> CellValue:
    """The key of a row: one value, or a tuple where it has several parts."""
    parts = tuple(row.get(name) for name in entity.key)
    return parts[0] if len(parts) == 1 else parts


def _unique_keys(world: World, entity: Entity, loaded: Loaded) -> dict[CellValue, None]:
    first: dict[CellValue, int] = {}
    reporter = Reporter(world.findings, loaded.drawn)
    for index, row in enumerate(loaded.rows):
        number = loaded.numbers[index]
        if loaded.broken and any((number, name) in loaded.broken for name in entity.key):
            continue
        if not all(name in row for name in entity.key):
            continue
        key = row_key(entity, row)
        earlier = first.setdefault(key, index)
        if earlier != index:
            _twice(reporter, entity, loaded, index, earlier, key)
    reporter.close()
    return dict.fromkeys(first)


def _twice(reporter: Reporter, entity: Entity, loaded: Loaded, index: int, earlier: int, key: CellValue) -> None:
    name = entity.key[0]
    if reporter.admits("TW0506", name, lambda: loaded.span(index, name)):
        reporter.findings.error(
            "TW0506",
            loaded.span(index, name),
            f"there are two rows of `{entity.name}` with the key {_shown(key)}",
            labels=(Label(loaded.span(earlier, name), "the first one"),),
        )


def _check_links(
    reporter: Reporter, loaded: Loaded, name: str, target: Entity, others: Loaded, keys: Mapping[CellValue, None]
) -> None:
    words: list[str] | None = None
    for index, row in enumerate(loaded.rows):
        value = row.get(name)
        if value is None or value in keys or (loaded.broken and (loaded.numbers[index], name) in loaded.broken):
            continue
        if not reporter.admits("TW0505", name, partial(loaded.span, index, name)):
            continue
        message = f"there is no `{target.name}` with the key {_shown(value)}"
        span = loaded.span(index, name)
        padded = _padded(value, keys)
        if padded is not None:
            index_there = next(at for at, each in enumerate(others.rows) if row_key(target, each) == padded)
            labels = (Label(others.span(index_there, target.key[0]), "this key has blanks around it"),)
            instead = f"take the blanks out of the key `{padded}`"
            reporter.findings.error("TW0505", span, message, labels=labels, help=instead)
        elif isinstance(value, str):
            words = sorted(key for key in keys if isinstance(key, str)) if words is None else words
            unknown(reporter.findings, "TW0505", span, message, value, words, loaded.own_text)
        else:
            reporter.findings.error("TW0505", span, message)


def _padded(value: CellValue, keys: Mapping[CellValue, None]) -> str | None:
    """The one of *keys* that is *value* but for blanks around it."""
    if not isinstance(value, str) or value != value.strip():
        return None
    return next((key for key in keys if isinstance(key, str) and key.strip() == value), None)


def _shown(key: CellValue) -> str:
    if isinstance(key, tuple):
        return ", ".join(_shown(part) for part in key)
    return f"`{key}`"
