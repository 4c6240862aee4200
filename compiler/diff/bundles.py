"""Two bundles, compared from answers to bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolwright.runtime import Bundle, BundleError

from .difference import Difference, collapsed
from .plain import shown
from .tasks import task_differences
from .tools import tool_differences


def diff(old: Bundle, new: Bundle) -> tuple[Difference, ...]:
    """What sets *new* apart from *old*, the gravest first; empty only for the same bytes.

    Raises BundleError where a level of either cannot be read.
    """
    return tuple(collapsed([*_settings(old, new), *_levels(old, new), *_rows(old, new), *_files(old, new)]))


def _settings(old: Bundle, new: Bundle) -> Iterator[Difference]:
    before, after = old.manifest.reward.model_dump(mode="json"), new.manifest.reward.model_dump(mode="json")
    for name, value in before.items():
        if value != after[name]:
            yield Difference("reward-changed", name, shown(value), shown(after[name]))
    if old.manifest.policy != new.manifest.policy:
        yield Difference("policy-changed", "policy", old.manifest.policy or "", new.manifest.policy or "")


def _levels(old: Bundle, new: Bundle) -> Iterator[Difference]:
    for name in old.level_names:
        if name not in new.level_names:
            yield Difference("level-removed", name)
            continue
        files = [f"levels/{name}/{file}" for file in ("tools.ir.json", "tasks.jsonl")]
        if any(old.manifest.files[path] != new.manifest.files[path] for path in files):
            before, after = old.level(name), new.level(name)
            yield from tool_differences(name, before.module, after.module)
            yield from task_differences(name, before, after)
    for name in new.level_names:
        if name not in old.level_names:
            yield Difference("level-added", name)


def _rows(old: Bundle, new: Bundle) -> Iterator[Difference]:
    for entity in sorted(set(old.manifest.keys) | set(new.manifest.keys)):
        path = f"data/{entity}.jsonl"
        if old.manifest.files.get(path) != new.manifest.files.get(path):
            before, after = _keyed(old, entity), _keyed(new, entity)
            yield Difference("rows-changed", entity, *_in_words(before, after))


def _keyed(bundle: Bundle, entity: str) -> dict[str, Any]:
    keys = bundle.manifest.keys.get(entity, ())
    try:
        return {json.dumps([row[name] for name in keys]): {**row} for row in bundle.rows.get(entity, ())}
    except (TypeError, LookupError):
        raise BundleError(f"{bundle.name}: the rows of {entity} have no key") from None


def _in_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, str]:
    """The one cell that differs, else how many rows do."""
    changed = [key for key in before if key in after and before[key] != after[key]]
    gone, come = [k for k in before if k not in after], [k for k in after if k not in before]
    if len(changed) == 1 and not gone and not come:
        old, new = before[changed[0]], after[changed[0]]
        names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        place = ", ".join(map(shown, json.loads(changed[0])))
        return f"{place}: {_cells(old, names)}", f"{place}: {_cells(new, names)}"
    counts = [(len(gone), "gone"), (len(come), "new"), (len(changed), "changed")]
    return f"{len(before)} rows", f"{len(after)} rows: " + ", ".join(f"{n} {what}" for n, what in counts if n)


def _cells(row: Mapping[str, Any], names: Sequence[str]) -> str:
    return ", ".join(f"{name} {shown(row.get(name))}" for name in names)


def _files(old: Bundle, new: Bundle) -> Iterator[Difference]:
    before, after = ({**each.manifest.files, **each.manifest.maps} for each in (old, new))
    for path in sorted(set(before) | set(after)):
        if before.get(path) != after.get(path):
            yield Difference("file-changed", path, before.get(path, "")[:12], after.get(path, "")[:12])
    if old.manifest != new.manifest:
        yield Difference("file-changed", "manifest.json", old.id[:12], new.id[:12])
