"""Bundles changed by hand, their hashes in order, so that they load."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from toolwright.runtime import Bundle
from toolwright.runtime.bundle import Manifest, sealed
from toolwright.runtime.line_map import is_map_path

Change = Callable[[Any], Any]


def resealed(bundle: Bundle, files: Mapping[str, bytes], **manifest: Any) -> Bundle:
    """*bundle* with other *files* and entries of its *manifest*, and a manifest that fits them."""
    hashes = {p: hashlib.sha256(content).hexdigest() for p, content in files.items()}
    maps = {path: hashes.pop(path) for path in files if is_map_path(path)}
    data = bundle.manifest.model_dump(mode="json") | {"files": hashes, "maps": maps} | manifest
    return Bundle(sealed(Manifest.model_validate(data)), files)


def edited(bundle: Bundle, path: str, change: Change) -> Bundle:
    """*bundle* with the JSON of one file changed; *change* edits it in place, each row of a `.jsonl` file at once."""
    text = bundle.files[path].decode()
    lines = path.endswith(".jsonl")
    value = [json.loads(line) for line in text.splitlines()] if lines else json.loads(text)
    change(value)
    new = "".join(json.dumps(row) + "\n" for row in value) if lines else json.dumps(value)
    return resealed(bundle, {**bundle.files, path: new.encode()})
