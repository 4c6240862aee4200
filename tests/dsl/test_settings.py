"""The tables of settings: what they say of themselves is so."""

from __future__ import annotations

import pytest

from toolwright.dsl.checking.fit import Misfit
from toolwright.dsl.checking.setting_tables import BLOCKS, Form, SettingRow
from toolwright.dsl.program import KINDS
from toolwright.dsl.source import Source
from toolwright.dsl.syntax import nodes
from toolwright.dsl.syntax.parse import parse

ROWS = [pytest.param(row, id=f"{block}-{name}") for block, rows in BLOCKS.items() for name, row in rows.items()]


def value(form: Form, written: str) -> object:
    (item,) = parse(Source("a.tool", f"library a {{ x: {written} }}")).module.items
    assert isinstance(item, nodes.ScenarioDecl)
    return form.read(item.settings.items[0])


@pytest.mark.parametrize("row", ROWS)
def test_examples_and_defaults_are_values(row: SettingRow) -> None:
    assert not isinstance(value(row.form, row.example), Misfit)
    if row.default and " " not in row.default:
        assert not isinstance(value(row.form, row.default), Misfit)
    assert row.doc.endswith(".")


@pytest.mark.parametrize("row", ROWS)
def test_other_values_are_refused(row: SettingRow) -> None:
    assert isinstance(value(row.form, "{}"), Misfit)
    assert isinstance(value(row.form, "null"), Misfit)


def test_every_kind_can_be_explored() -> None:
    assert list(BLOCKS["explore"])[: len(KINDS)] == list(KINDS)
