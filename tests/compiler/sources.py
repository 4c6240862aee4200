"""Specs as texts, for tests of the compiler."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolwright.compiler import Compiled, compile_program
from toolwright.dsl import Diagnostic, Program
from toolwright.dsl.check import check
from toolwright.runtime import Bundle
from toolwright.runtime.bundle import Manifest


@dataclass
class Text:
    """One file in memory."""

    text: str

    def read(self, path: str) -> bytes:
        return self.text.encode()


def checked(text: str) -> Program:
    """The program of a spec without mistakes."""
    found = check("spec.tool", Text(text))
    assert found.program is not None, [d.message for d in found.diagnostics]
    return found.program


def compiled(text: str) -> Compiled:
    """What becomes of a spec that the checker lets pass."""
    return compile_program(checked(text))


def bundle_of(text: str) -> Bundle:
    """The bundle of a spec that compiles."""
    found = compiled(text)
    assert found.files is not None, [d.message for d in found.diagnostics]
    return loaded(found.files)


def loaded(files: Mapping[str, bytes]) -> Bundle:
    """The files of a bundle as a bundle."""
    manifest = Manifest.model_validate(json.loads(files["manifest.json"]))
    return Bundle(manifest, {path: data for path, data in files.items() if path != "manifest.json"})


def shown(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """Diagnostics as `CODE line:column message`."""
    made = []
    for d in diagnostics:
        line, column = d.span.source.position(d.span.start)
        made.append(f"{d.code} {line}:{column} {d.message}")
    return made
