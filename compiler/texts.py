"""The texts of a bundle that people read: its card, and a page of tools for each level."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Protocol

from jinja2 import Environment as Templates
from jinja2 import PackageLoader, StrictUndefined

from toolwright.runtime.bundle import LevelInfo, Task
from toolwright.runtime.documents import document
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.phrases import describe

_TEMPLATES = Templates(
    loader=PackageLoader("toolwright.compiler"),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    autoescape=False,  # Markdown, not HTML
)


class About(Protocol):
    """What a card says of a scenario: what its spec and its manifest both hold."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def version(self) -> str:
        """Its version."""

    @property
    def domain(self) -> str:
        """What it is about, in a word."""

    @property
    def license(self) -> str:
        """Its licence, empty where none is stated."""


def tools_title(scenario: str, level: str) -> str:
    """First line of a level's `tools.py`."""
    return f"The tools of `{scenario}` at level `{level}`."


def extern_module(imports: Sequence[str], code: str) -> str:
    """`extern/<name>.py`: the author's *code* after the modules that the sandbox lets it see, so that it runs alone."""
    names = "".join(f"import {module}\n" for module in sorted(imports))
    return f"{names}\n{code}" if names else code


def tools_page(name: str, level: str, module: ToolModule) -> str:
    """`tools.md` of a level of the scenario *name*."""
    tools = [
        {
            "name": tool.name,
            "description": document(tool)["function"]["description"],
            "params": [
                {
                    "name": p.name,
                    "type": describe(p.value).replace("|", "\\|"),
                    "required": p.required,
                    "default": "" if p.required else f"`{json.dumps(p.default, ensure_ascii=False)}`",
                    "doc": p.doc.replace("|", "\\|"),
                }
                for p in tool.params
            ],
            "fails": tool.fails,
            "writes": tool.writes,
            "distractor": tool.name in module.distractors,
            "added": tool.added,
        }
        for tool in module.tools
    ]
    return _TEMPLATES.get_template("tools.md.j2").render(name=name, level=level, tools=tools).rstrip() + "\n"


def card(about: About, levels: Sequence[LevelInfo], kinds: Mapping[str, int], example: Task) -> str:
    """`README.md` of a bundle."""
    return _TEMPLATES.get_template("README.md.j2").render(
        name=about.name,
        title=about.title,
        version=about.version,
        domain=about.domain,
        license=about.license or "not stated",
        levels=[
            {
                "name": level.name,
                "operators": ", ".join(f"{n} {v}" for n, v in sorted(level.operators.items())) or "none",
                "tools": level.tools,
                "tasks": level.tasks,
            }
            for level in levels
        ],
        kinds=list(kinds.items()),
        example={
            "id": example.id,
            "question": example.question,
            "steps": [
                {
                    "question": step.question,
                    "tool": step.tool,
                    "after": step.after,
                    "arguments": json.dumps(step.arguments, ensure_ascii=False, sort_keys=True),
                    "answer": json.dumps(step.answer, ensure_ascii=False, sort_keys=True),
                }
                for step in example.steps
            ],
            "answer": example.answer_data.value,
        },
    )
