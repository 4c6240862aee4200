"""Forges bundles in memory: whatever is changed, the hashes fit again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from toolwright.runtime import Bundle
from toolwright.runtime.bundle import Manifest, sealed
from toolwright.runtime.line_map import is_map_path

Files = dict[str, bytes]


def forged(bundle: Bundle, changed: Mapping[str, bytes], manifest: Mapping[str, Any] | None = None) -> Bundle:
    """*bundle* with other files, and other entries of its manifest. Raises BundleError, or ValidationError."""
    files = {**bundle.files, **changed}
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    maps = {path: hashes.pop(path) for path in list(hashes) if is_map_path(path)}
    said = bundle.manifest.model_dump(mode="json") | dict(manifest or {}) | {"files": hashes, "maps": maps}
    return Bundle(sealed(Manifest.model_validate_json(json.dumps(said))), files)


def played(bundle: Bundle) -> None:
    """Play an episode at every level: golden calls, empty calls, an answer. Raises BundleError."""
    for level in bundle.level_names:
        environment = bundle.environment(level)
        task = next(iter(environment.tasks.values()), None)
        if task is None:
            continue
        episode = environment.reset(task.id)
        for step in task.steps:
            episode.call(step.tool, json.dumps(step.arguments))
        for name in list(environment.documents)[:5]:
            episode.call(name, "{}")
        episode.finish("Answer: 1")
        episode.score()
