"""What a scenario means, as one hash: comments, layout and the way rows are written do not change it."""

from __future__ import annotations

import json
from hashlib import sha256

from .check import Analysis
from .syntax.nodes import shape


def meaning(analysis: Analysis) -> str:
    """SHA-256 over all that the compiler may make something of; two projects with the same one give the same bundle.

    That is the shape of every file's tree, the rows that data and generators gave, and the versions that those hang
    on. Raises ValueError for a project with errors, which means nothing yet.
    """
    program = analysis.checked.program
    if program is None:
        raise ValueError("a project with errors has no meaning")
    parts = [
        json.dumps([file.path for file in program.files]),
        *(repr(shape(unit.module)) for unit in analysis.units),
        json.dumps(dict(program.depends_on)),
        *(json.dumps([entity.name, [dict(row) for row in entity.rows]]) for entity in program.entities.values()),
    ]
    hashed = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hashed.update(f"{len(data)} ".encode() + data)
    return hashed.hexdigest()
