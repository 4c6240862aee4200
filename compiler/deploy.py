"""Stage 5, localized deployment: the files of a bundle, the same bytes for the same meaning wherever they are made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

from toolwright import __version__
from toolwright.dsl.program import Program
from toolwright.runtime.bundle import (
    FORMAT,
    FileHash,
    LevelInfo,
    Manifest,
    RewardSettings,
    Task,
    json_line,
    json_text,
    sealed,
)
from toolwright.runtime.documents import document
from toolwright.runtime.ir.tools import ToolModule

from .lower.types import plain
from .scale import ScaledLevel
from .texts import card, extern_module, tools_page


def tool_files(scenario: str, level: str, module: ToolModule, python: str) -> dict[str, str]:
    """What a bundle of the *scenario* of this name holds for a level's tools, by path; *python* is its `tools.py`."""
    folder = f"levels/{level}"
    return {
        f"{folder}/tools.json": json_text([document(tool) for tool in module.tools]),
        f"{folder}/tools.md": tools_page(scenario, level, module),
        f"{folder}/tools.ir.json": json_text(lean(module)),
        f"{folder}/tools.py": python,
    }


def task_files(level: ScaledLevel) -> dict[str, str]:
    """What a bundle holds for the tasks of one level, and the calls that show what was added to its tools, by path."""
    folder = f"levels/{level.name}"
    return {
        f"{folder}/samples.json": json_text(samples(level)),
        f"{folder}/tasks.jsonl": "".join(json_line(lean(task)) for task in level.tasks),
    }


def bundle_files(program: Program, levels: Sequence[ScaledLevel], made: Mapping[str, str]) -> dict[str, bytes]:
    """The files of the bundle of *program* (its rows in key order) by path, the manifest among them.

    *made* are those of its *levels*. The report says nothing yet: it is written when the bundle is proved.
    """
    files: dict[str, str] = {}
    for entity in program.entities.values():
        files[f"data/{entity.name}.jsonl"] = "".join(json_line(plain(row)) for row in entity.rows)
    files.update(made)
    for extern in program.externs.values():
        files[f"extern/{extern.name}.py"] = extern_module(extern.imports, extern.code)
    files["report.json"] = json_text({})
    infos = tuple(map(level_info, levels))
    kinds = _kinds(levels[0].tasks)
    info = program.info
    files["README.md"] = card(info, infos, kinds, levels[0].tasks[0])
    data = {path: text.encode() for path, text in files.items()}
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(data.items())}
    manifest = Manifest(
        format=FORMAT,
        name=info.name,
        title=info.title,
        domain=info.domain,
        version=info.version,
        license=info.license,
        policy=info.policy,
        id="",
        compiler=f"toolwright {__version__}",
        spec=tuple(FileHash(path=f.path, sha256=f.sha256) for f in program.files),
        levels=infos,
        kinds=kinds,
        keys={entity.name: entity.key for entity in program.entities.values()},
        reward=reward_settings(program),
        files=hashes,
    )
    return {"manifest.json": _manifest_text(manifest), **data}


def reward_settings(program: Program) -> RewardSettings:
    """What the spec says of rewards, the rest as it is usual."""
    return RewardSettings.model_validate(dict(program.reward.settings) if program.reward else {})


def level_info(level: ScaledLevel) -> LevelInfo:
    """What the manifest says of a level."""
    operators = dict(level.operators)
    return LevelInfo(name=level.name, operators=operators, tools=len(level.module.tools), tasks=len(level.tasks))


def samples(level: ScaledLevel) -> dict[str, dict[str, dict[str, Any]]]:
    """What `levels/<level>/samples.json` holds: of every tool for each parameter that scaling added two calls, one
    without it and one where it changes what the call gives.
    """
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for witness in level.witnesses:
        calls = {"without": dict(witness.without), "given": dict(witness.given)}
        found.setdefault(witness.tool, {})[witness.parameter] = calls
    return found


def with_report(files: Mapping[str, bytes], report: Mapping[str, Any]) -> dict[str, bytes]:
    """The bundle *files* with its report, and a manifest that fits."""
    content = json_text(report).encode()
    manifest = Manifest.model_validate_json(files["manifest.json"])
    hashes = {**manifest.files, "report.json": hashlib.sha256(content).hexdigest()}
    text = _manifest_text(manifest.model_copy(update={"files": hashes}))
    return {**files, "report.json": content, "manifest.json": text}


def _manifest_text(manifest: Manifest) -> bytes:
    """*manifest* as it stands in a bundle, with the id that fits."""
    return json_text(sealed(manifest).model_dump(mode="json")).encode()


def lean(model: BaseModel) -> Any:
    """A model of the intermediate form as JSON: tags kept, other defaults left out."""
    return _lean(model)


@cache
def _fields(model: type[BaseModel]) -> list[tuple[str, str, bool, Any]]:
    """The fields of a model: how it calls them, how JSON does, whether they always stand there, else their default."""
    return [
        (
            name,
            field.alias or name,
            name in ("op", "do", "clause", "type") or field.is_required(),
            field.get_default(call_default_factory=True),
        )
        for name, field in model.model_fields.items()
    ]


def _lean(value: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, BaseModel):
        kept = {}
        for name, shown, always, default in _fields(type(value)):
            held = getattr(value, name)
            if always or (held is not default and held != default):
                kept[shown] = held if type(held) in _PLAIN else _lean(held)
        return kept
    if isinstance(value, tuple | list):
        return [_lean(item) for item in value]
    if isinstance(value, dict):
        return {name: _lean(item) for name, item in value.items()}
    return value


_PLAIN = frozenset({str, int, float, bool, type(None)})


def _kinds(tasks: Sequence[Task]) -> dict[str, int]:
    kinds = [task.kind for task in tasks]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}
