"""What a page shows of a bundle, ready for the template: texts and numbers, no mark-up."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from toolwright.runtime import Bundle, Task
from toolwright.runtime.documents import document
from toolwright.runtime.ir.parts import own_part
from toolwright.runtime.ir.tools import Entity, Tool
from toolwright.runtime.line_map import LineMap
from toolwright.runtime.parameters import parts

from ..effects import Effects
from ..prove.statements import LIMITS, STATEMENTS
from ..source_text import source_text
from .plan import Node, drawing

KINDS = ("single_hop", "parallel_single_hop", "multi_hop", "parallel_multi_hop")
BASE = "base"


def content(bundle: Bundle, most_tasks: int) -> dict[str, Any]:
    """All that the page shows; of each family of tasks so many that there are about *most_tasks* together.

    Raises BundleError for an illegal bundle.
    """
    report = json.loads(bundle.files["report.json"])
    tasks = list(bundle.level(BASE).tasks.values())
    families: dict[str, list[Task]] = {}
    for task in tasks:
        families.setdefault(task.id.partition("/")[0], []).append(task)
    share = max(1, most_tasks // len(families))
    show = partial(_task, effects=Effects(bundle), entities=bundle.level(BASE).module.entities)
    return {
        "bundle": bundle.manifest,
        "kinds": _kinds(bundle.manifest.kinds, len(tasks)),
        "levels": [_level(bundle, name, report["levels"].get(name, {})) for name in bundle.level_names],
        "proofs": _proofs(report, "proved", STATEMENTS),
        "limits": _proofs(report, "not_checked", LIMITS),
        "families": [_family(name, made, share, show) for name, made in families.items()],
        "tasks": len(tasks),
        "shown": sum(min(share, len(made)) for made in families.values()),
    }


def _kinds(kinds: Mapping[str, int], total: int) -> list[dict[str, Any]]:
    return [
        {"name": kind, "label": _spoken(kind), "tasks": kinds[kind], "share": round(100 * kinds[kind] / total, 2)}
        for kind in KINDS
        if kinds.get(kind)
    ]


def _proofs(report: Mapping[str, Any], part: str, order: Mapping[str, str]) -> list[dict[str, Any]]:
    told: Mapping[str, str] = report.get(part, {})
    levels = report.get("levels", {}).values()
    return [
        {"says": told[name], "times": sum(level.get("proofs", {}).get(name, 0) for level in levels)}
        for name in order
        if name in told
    ]


def _level(bundle: Bundle, name: str, figures: Mapping[str, Any]) -> dict[str, Any]:
    level = bundle.level(name)
    distractors = set(level.module.distractors)
    tools = sorted(level.module.tools, key=lambda tool: (tool.name in distractors, tool.name))
    return {
        "name": name,
        "operators": dict(level.info.operators),
        "figures": figures,
        "tools": [_tool(tool, tool.name in distractors, bundle.line_map(name)) for tool in tools],
    }


def _tool(tool: Tool, distractor: bool, line_map: LineMap) -> dict[str, Any]:
    place = line_map.place(own_part(tool))
    return {
        "name": tool.name,
        "signature": ", ".join(p.name if p.required else f"{p.name}?" for p in tool.params),
        "doc": tool.doc,
        "description": document(tool)["function"]["description"].removeprefix(tool.doc).strip(),
        "params": [
            {
                "name": part.name,
                "type": part.words,
                "required": part.required,
                "is_each": part.is_each,
                "default": None if part.default is None else _json(part.default),
                "doc": part.doc,
            }
            for part in parts(tool.params)
        ],
        "fails": tool.fails,
        "writes": tool.writes,
        "added": tool.added,
        "distractor": distractor,
        "place": place.at if place else None,
        "document": json.dumps(document(tool), ensure_ascii=False, indent=2),
    }


def _family(name: str, tasks: Sequence[Task], most: int, show: Callable[[Task], Mapping[str, Any]]) -> dict[str, Any]:
    # Spread over the family, so that neighbours that differ in one row do not fill the page.
    shown = [tasks[i * len(tasks) // min(most, len(tasks))] for i in range(min(most, len(tasks)))]
    return {"name": name, "label": _spoken(name), "tasks": len(tasks), "shown": list(map(show, shown))}


def _task(task: Task, effects: Effects, entities: Sequence[Entity]) -> dict[str, Any]:
    writes = effects.of(task)
    used = {name for step in task.steps for name in step.after}
    nodes = [Node(s.id, s.tool, _json(s.answer), s.after) for s in task.steps]
    ends = [step.id for step in task.steps if step.id not in used]
    nodes.append(Node("answer", "answer", _json(task.answer_data.value), ends))
    return {
        "id": task.id,
        "kind": task.kind,
        "kind_label": _spoken(task.kind),
        "question": task.question,
        "plan": drawing(nodes),
        "steps": [
            {
                "id": step.id,
                "question": step.question,
                "call": f"{step.tool}({', '.join(f'{n}={_json(v)}' for n, v in step.arguments.items())})",
                "answer": _json(step.answer),
                "after": step.after,
                "writes": writes.get(step.id, ()),
            }
            for step in task.steps
        ],
        "answer": _json(task.answer_data.value),
        "within": task.answer_data.tolerance,
        "aliases": task.answer_data.aliases,
        "goal": None if task.goal is None else source_text(task.goal, entities),
        "tools": task.tools,
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _spoken(name: str) -> str:
    return name.replace("_", " ")
