"""The rows of the paper's data: prefixes with their open sub-answers by tool, and each tool as one Python function.

A row has `messages`, `tools` (JSON text: function documents), `codes` (JSON text: tool name to source),
`unsolved_set` (JSON text: tool name to open sub-answers), `solve_rate`, `data_source` (`self/KIND`), `split` and
`answer`; rows of MatchTIR also have `gt_tool_call` (JSON text: the golden calls). That data knows answers as text, so
what ours say beyond it (types, tolerances, aliases) is lost, and so are goals: tasks with one have no such rows.
"""

from __future__ import annotations

import json
import keyword
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from toolwright.runtime import Bundle, Environment, Task
from toolwright.runtime.answers import answer_text

from ..rewards.ftrl import sub_answer
from .chat import chat_form
from .plain import is_text, json_text
from .prefixes import Prefix
from .rows import Row, row_of

SOURCE: Final = "self/"


def can_be_said(environment: Environment, task: Task) -> bool:
    """Whether rows of the paper's form can hold *task*: it has no goal, and its tools no functions from outside."""
    return task.goal is None and not environment.has_externs


def ftrl_row(environment: Environment, prefix: Prefix, split: str = "train") -> Row:
    """A prefix as a row of the paper's data (and what it is of, which is not written)."""
    task = prefix.task
    unsolved: dict[str, list[str]] = {}
    for step in task.steps:
        if step.id not in prefix.solved:
            unsolved.setdefault(step.tool, []).append(sub_answer(step.answer))
    return {
        "messages": chat_form(prefix.messages),
        "tools": json_text([environment.documents[name] for name in task.tools]),
        "codes": json_text({name: function_source(environment, name) for name in task.tools}),
        "unsolved_set": json_text(unsolved),
        "solve_rate": prefix.solve_rate,
        "data_source": f"{SOURCE}{task.kind}",
        "split": split,
        "answer": answer_text(task.answer),
        "gt_tool_call": json_text([{"name": step.tool, "parameters": step.arguments} for step in task.steps]),
        **row_of(environment, task),
    }


# ---------------------------------------------------------------------------- a tool as one function


def function_source(environment: Environment, tool: str) -> str:
    """The source of one function of the tool's name, with all that it needs inside: imports, the level's functions and
    the bundle's rows. Each call finds the rows as the bundle has them; a declared error is returned as text.
    """
    parameters = environment.documents[tool]["function"]["parameters"]
    required = set(parameters.get("required", ()))
    names = sorted(parameters["properties"], key=lambda name: name not in required)
    if any(keyword.iskeyword(name) for name in names):
        head, given = "**_arguments", "_arguments"
    else:
        head = ", ".join(name if name in required else f"{name}=..." for name in names)
        given = f"{{{', '.join(f'{name!r}: {name}' for name in names)}}}"
    body = _FUNCTION.format(rows=_rows(environment.bundle), tool=tool)
    module = textwrap.indent(_module(environment.bundle, environment.level), "    ")
    return f"from __future__ import annotations\n\n\ndef {tool}({head}):\n    _given = {given}\n{module}\n{body}"


_FUNCTION: Final = """\
    _tables = {{}}
    for _name, (_keys, _lines) in json.loads({rows!r}).items():
        _keys = tuple(python_name(_key) for _key in _keys)
        _found = {{}}
        for _line in _lines:
            _cells = {{python_name(_field): _value for _field, _value in _line.items()}}
            _parts = tuple(_cells[_key] for _key in _keys)
            _key = _parts[0] if len(_parts) == 1 else _parts
            _found[_key] = Row(_name, _key, _cells)
        _tables[_name] = (_keys, _found)
    try:
        return TOOLS[{tool!r}](
            World(_tables), **{{python_name(_name): _value for _name, _value in _given.items() if _value is not ...}}
        )
    except ToolError as _problem:
        return f"Error: {{_problem}}"
"""


@lru_cache(maxsize=8)
def _module(bundle: Bundle, level: str) -> str:
    """The level's Python without its head: what stands below the import of annotations."""
    text = bundle.files[f"levels/{level}/tools.py"].decode()
    return text.partition("from __future__ import annotations\n")[2].strip("\n")


@lru_cache(maxsize=8)
def _rows(bundle: Bundle) -> str:
    tables = {}
    for name, keys in sorted(bundle.manifest.keys.items()):
        lines = bundle.files[f"data/{name}.jsonl"].decode().splitlines()
        tables[name] = [list(keys), [json.loads(line) for line in lines]]
    return json_text(tables)


# ---------------------------------------------------------------------------- rows that others made


class FtrlRow(BaseModel):
    """A row of the paper's data, read."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    messages: list[dict[str, JsonValue]]
    tools: list[dict[str, JsonValue]]
    codes: dict[str, str]
    unsolved_set: dict[str, list[str]]
    solve_rate: float
    data_source: str
    split: str
    answer: str
    gt_tool_call: list[dict[str, JsonValue]] | None = None

    @property
    def kind(self) -> str:
        """The scenario kind."""
        return self.data_source.removeprefix(SOURCE)

    def to_row(self) -> Row:
        """The row as it is written."""
        called = None if self.gt_tool_call is None else json_text(self.gt_tool_call)
        texts = {name: json_text(getattr(self, name)) for name in ("tools", "codes", "unsolved_set")}
        rest = {name: getattr(self, name) for name in ("messages", "solve_rate", "data_source", "split", "answer")}
        return {**rest, **texts, "gt_tool_call": called}


_TEXTS: Final = ("tools", "codes", "unsolved_set", "gt_tool_call")


def read_ftrl(row: Mapping[str, Any]) -> FtrlRow | str:
    """A row of the paper's data, or what is wrong with it. JSON may stand in it as text, as published, or plain."""
    plain = dict(row)
    for name in _TEXTS:
        if isinstance(plain.get(name), str):
            try:
                plain[name] = json.loads(plain[name])
            except (ValueError, RecursionError):
                return f"`{name}` is no JSON"
    try:
        found = FtrlRow.model_validate(plain)
    except ValidationError as problem:
        first = problem.errors()[0]
        return f"`{'.'.join(map(str, first['loc']))}`: {first['msg']}"
    for name in FtrlRow.model_fields:
        value = getattr(found, name)
        if isinstance(value, str) and not is_text(value):
            return f"`{name}` holds a lone surrogate"
        try:
            json_text(value)
        except ValueError:
            return f"`{name}` holds a number that JSON does not have"
    return found


def figures(rows: Sequence[FtrlRow]) -> Iterator[tuple[str, str]]:
    """The statistics of a set of rows as the paper notes give them: what is counted, and the figure."""
    tools = [len(row.tools) for row in rows]
    golden = [len(row.unsolved_set) for row in rows]
    open_answers = [sum(map(len, row.unsolved_set.values())) for row in rows]
    documents = [_parameters(tool) for row in rows for tool in row.tools]
    yield "rows", f"{len(rows):,}"
    for kind in sorted({row.kind for row in rows}):
        yield f"  {kind}", f"{sum(row.kind == kind for row in rows):,}"
    yield "tools a row", _spread(tools)
    yield "tools with open answers, a row", _spread(golden)
    yield "open answers a row", _spread(open_answers)
    yield "other tools, a row", _spread([a - b for a, b in zip(tools, golden, strict=True)])
    yield "parameters a tool", _spread([len(properties) for properties, _ in documents])
    yield "  required", _spread([required for _, required in documents])
    yield "different tool names", f"{len({name for row in rows for name in row.codes}):,}"
    merged = sum(any(len(answers) > 1 for answers in row.unsolved_set.values()) for row in rows)
    yield "rows with a tool of several answers", f"{merged:,}"
    yield "rows with golden calls", f"{sum(row.gt_tool_call is not None for row in rows):,}"


def _parameters(tool: Mapping[str, Any]) -> tuple[Mapping[str, Any], int]:
    function = tool.get("function")
    parameters = function.get("parameters") if isinstance(function, dict) else None
    parameters = parameters if isinstance(parameters, dict) else {}
    properties, required = parameters.get("properties"), parameters.get("required")
    return properties if isinstance(properties, dict) else {}, len(required) if isinstance(required, list) else 0


def _spread(counts: Sequence[int]) -> str:
    return f"{sum(counts) / len(counts):.2f} ({min(counts)} to {max(counts)})" if counts else "-"


__all__ = ["FtrlRow", "can_be_said", "figures", "ftrl_row", "function_source", "read_ftrl"]
