"""Renaming keeps what a project means: no finding comes or goes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from toolwright.cli.disk import Disk
from toolwright.cli.editor.workspace import Overlay
from toolwright.dsl.check import Analysis, analyse
from toolwright.dsl.diagnostics import Edit
from toolwright.dsl.services.bind import index
from toolwright.dsl.services.model import Index, Kind, Use
from toolwright.dsl.services.rename import Refused, changed, edits, target

from ...conftest import ROOT

SPECS = [*sorted((ROOT / "specs").rglob("*.tool")), *sorted((ROOT / "tests/dsl/good_specs").glob("*.tool"))]


def known(path: Path, texts: dict[str, str] | None = None) -> Analysis:
    return analyse(path.as_posix(), Overlay(texts or {}, Disk()), lints=True)


def codes(analysis: Analysis) -> Counter[str]:
    return Counter(each.code for each in analysis.checked.diagnostics)


def other(name: str) -> str:
    """Another name in the same style."""
    if name.isupper() and len(name) > 1:
        return f"{name}_QZ"
    return f"{name}Qz" if name[0].isupper() else f"{name}_qz"


def declared(project: Index) -> list[Use]:
    """The declarations of everything that can be renamed."""
    uses = [use for some in project.uses.values() for use in some if use.declares]
    return [use for use in uses if not isinstance(target(use), Refused)]


def held_by_data(project: Index, use: Use) -> bool:
    """Whether data files say this name in places that no edit reaches."""
    data = [path for path in project.analysis.sources if not path.endswith(".tool")]
    # The columns of CSV files are renamed with their fields.
    keyed = [path for path in data if not path.endswith(".csv")]
    return bool(data if use.definition.kind is Kind.MEMBER else use.definition.kind is Kind.FIELD and keyed)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_renaming_every_symbol_changes_no_finding(path: Path) -> None:
    analysis = known(path)
    project = index(analysis)
    uses = [use for use in declared(project) if not held_by_data(project, use)]
    assert uses
    found: dict[tuple[str, int], Edit] = {}
    for use in uses:
        own = target(use)
        assert not isinstance(own, Refused)
        some = edits([project], own.key, other(own.name))
        assert not isinstance(some, Refused)
        assert len(some) == len(project.uses_of(own.key))
        found |= {(edit.span.source.name, edit.span.start): edit for edit in some}
    texts = changed(found.values())
    after = known(path, dict(texts))
    assert codes(after) == codes(analysis), [f"{d.span.text} {d.message}" for d in after.checked.diagnostics][:5]
    assert {use.definition.name for use in declared(index(after))} >= {other(use.definition.name) for use in uses}


def test_what_cannot_be_renamed_says_why() -> None:
    path = ROOT / "specs/shop_orders/shop_orders.tool"
    project = index(known(path))
    uses = project.uses[path.as_posix()]
    word = next(use for use in uses if use.definition.kind is Kind.WORD)
    assert target(word) == Refused(f"`{word.definition.name}` is a word of the language")
    entity = next(use for use in uses if use.definition.kind is Kind.ENTITY)
    assert isinstance(edits([project], entity.definition.key, "two words"), Refused)
    assert isinstance(edits([project], entity.definition.key, "_hidden"), Refused)
