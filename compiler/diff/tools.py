"""What sets the tools of a level apart: what calls may say, what they give, and what is written about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolwright.runtime.documents import document
from toolwright.runtime.ir.tools import Param, Tool, ToolModule, helpers
from toolwright.runtime.phrases import describe

from .difference import Difference
from .plain import meaning, shown
from .types import narrowed


def tool_differences(level: str, old: ToolModule, new: ToolModule) -> Iterator[Difference]:
    """What sets the tools of *new* apart from those of *old*; tools, parameters and errors are known by name."""
    here = (level,)
    after = {tool.name: tool for tool in new.tools}
    parts = _Parts(old), _Parts(new)
    for tool in old.tools:
        if tool.name not in after:
            yield Difference("tool-removed", tool.name, levels=here)
            continue
        found = [*_tool(tool, after[tool.name], here)]
        yield from found
        # What changed the parameters or the result changed the body, too, and has been told.
        if not any(each.guard == "interface" for each in found) and (
            parts[0].meaning_of(tool) != parts[1].meaning_of(after[tool.name])
        ):
            yield Difference("body-changed", tool.name, levels=here)
    before = {tool.name for tool in old.tools}
    for name in after:
        if name not in before:
            yield Difference("tool-added", name, levels=here)
    messages = {error.name: meaning(error.message) for error in new.errors}
    for error in old.errors:
        if error.name in messages and meaning(error.message) != messages[error.name]:
            yield Difference("message-changed", error.name, levels=here)


def _tool(old: Tool, new: Tool, here: tuple[str, ...]) -> Iterator[Difference]:
    params = {p.name: p for p in new.params}
    known = {p.name for p in old.params}
    for p in old.params:
        where = f"{old.name} {p.name}"
        if p.name in params:
            yield from _param(where, p, params[p.name], here)
        else:
            yield Difference("parameter-removed", where, describe(p.value), "", here)
    for p in new.params:
        if p.name not in known:
            rule = "parameter-required" if p.required else "parameter-added"
            yield Difference(rule, f"{old.name} {p.name}", "", describe(p.value), here)
    if meaning(old.result) != meaning(new.result):
        yield Difference("result-changed", old.name, describe(old.result), describe(new.result), here)
    elif _description(old) != _description(new):
        yield Difference("document-changed", old.name, _description(old), _description(new), here)
    for error in old.fails:
        if error not in new.fails:
            yield Difference("error-removed", f"{old.name} {error}", levels=here)
    for entity in new.writes:
        if entity not in old.writes:
            yield Difference("effect-added", f"{old.name} {entity}", levels=here)


def _param(where: str, old: Param, new: Param, here: tuple[str, ...]) -> Iterator[Difference]:
    if new.required and not old.required:
        yield Difference("parameter-required", where, f"left out: {shown(old.default)}", "required", here)
    elif not new.required and not old.required and shown(old.default) != shown(new.default):
        yield Difference("default-changed", where, shown(old.default), shown(new.default), here)
    if reason := narrowed(old.value, new.value):
        yield Difference("type-narrowed", where, describe(old.value), f"{describe(new.value)} ({reason})", here)
    elif meaning(old.value) != meaning(new.value) or (old.required and not new.required):
        yield Difference("type-widened", where, describe(old.value), describe(new.value), here)
    elif old.value != new.value:
        yield Difference("document-changed", where, shown(_words(old.value)), shown(_words(new.value)), here)
    if old.doc != new.doc:
        yield Difference("document-changed", where, old.doc, new.doc, here)


def _description(tool: Tool) -> str:
    return str(document(tool)["function"]["description"])


def _words(value: Any) -> Any:
    return value.model_dump(mode="json", exclude_defaults=True)


class _Parts:
    """What the tools of one module stand on."""

    def __init__(self, module: ToolModule) -> None:
        self._functions = {each.name: meaning(each) for each in helpers(module)}
        self._entities = {each.name: meaning(each) for each in module.entities}

    def meaning_of(self, tool: Tool) -> Any:
        """The tool's body with all helper functions it calls, and the rules of the entities it writes."""
        bodies = [meaning(tool.body), meaning(tool.core) if tool.core else None, tool.origin]
        called: dict[str, Any] = {}
        waiting: list[Any] = [bodies]
        while waiting:
            node = waiting.pop()
            if isinstance(node, dict):
                name = node.get("function") if node.get("op") in ("apply", "extern") else None
                if name in self._functions and name not in called:
                    called[name] = self._functions[name]
                    waiting.append(called[name])
                waiting.extend(node.values())
            elif isinstance(node, list):
                waiting.extend(node)
        rules = {name: self._entities[name] for name in tool.writes if name in self._entities}
        return bodies, called, rules
