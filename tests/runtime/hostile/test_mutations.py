"""Any place of a real bundle's files changed into anything: it plays, or it is refused, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from toolwright.runtime import Bundle, BundleError

from ...conftest import Built
from .forging import forged, played

LEAVES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    10**30,
    10**4000,
    1e308,
    -0.5,
    "",
    "a",
    "__class__",
    "x" * 5000,
    "é\u2028",
    [],
    {},
    [[]],
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """(container, key) of everything in a JSON value."""
    found = []
    for key, part in list(value.items()) if isinstance(value, dict) else list(enumerate(value)):
        found.append((value, key))
        if isinstance(part, dict | list):
            found += places(part)
    return found


def mutated(draw: st.DataObject, value: Any) -> Any:
    """*value* with a few places changed."""
    value = json.loads(json.dumps(value))
    for _ in range(draw.draw(st.integers(1, 3))):
        every = places(value)
        if not every:
            return value
        container, key = draw.draw(st.sampled_from(every))
        other, name = draw.draw(st.sampled_from(every))
        part = json.loads(json.dumps(container[key]))
        match draw.draw(st.sampled_from(("leaf", "leaf", "swap", "drop", "copy", "wrap"))):
            case "leaf":
                container[key] = draw.draw(st.sampled_from(LEAVES))
            case "swap":
                container[key] = json.loads(json.dumps(other[name]))
            case "drop":
                del container[key]
            case "copy" if isinstance(container, list):
                container.append(part)
            case "wrap":
                for _ in range(draw.draw(st.sampled_from((1, 40, 150)))):
                    part = {"op": "neg", "value": part}
                container[key] = part
    return value


def changed(draw: st.DataObject, bundle: Bundle) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Changed files of *bundle*, changed entries of its manifest."""
    said = bundle.manifest.model_dump(mode="json", exclude={"files", "maps", "id"})
    paths = [path for path in sorted(bundle.files) if path.endswith((".ir.json", "tasks.jsonl")) or "data/" in path]
    path = draw.draw(st.sampled_from(["manifest", *paths]))
    if path == "manifest":
        return {}, mutated(draw, said)
    lines = bundle.files[path].decode().splitlines() if path.endswith("jsonl") else [bundle.files[path].decode()]
    at = draw.draw(st.integers(0, min(len(lines), 5) - 1))
    lines[at] = json.dumps(mutated(draw, json.loads(lines[at])))
    return {path: ("\n".join(lines) + "\n").encode()}, {}


@pytest.mark.parametrize(("name", "examples"), [("country_areas", 50), ("shop_orders", 12)])
def test_whatever_a_stranger_changes_is_refused_or_plays(name: str, examples: int, built: Built) -> None:
    bundle = built[name]

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def holds(draw: st.DataObject) -> None:
        files, manifest = changed(draw, bundle)
        try:
            made = forged(bundle, files, manifest)
        except (BundleError, ValidationError):
            return  # what `Bundle.load` says of a manifest is a BundleError; see tests/runtime/test_bundle.py
        try:
            played(made)
        except BundleError:
            return

    holds()
