"""What every bundle promises, said from outside: each function holds a bundle to a promise, or raises AssertionError.

They use the runtime as its users do and share nothing with the proofs of `compiler.prove`. The numbers are those of the
properties in tests/README.md.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from toolwright.compiler.diff import diff
from toolwright.runtime import Bundle
from toolwright.runtime.bundle import Manifest, json_line, json_text
from toolwright.runtime.errors import CallError, ErrorCode
from toolwright.runtime.ir import types as ir
from toolwright.runtime.schema import json_schema

from ..runtime.agreement import Pair
from ..runtime.judge import Judge, formats
from . import drawn
from .plan_promises import (
    answers_are_told_apart,
    every_step_is_needed,
    golden_plans_earn_the_most,
    independent_steps_may_change_places,
    kinds_hang_on_no_order,
    more_calls_never_pay,
    nothing_gives_an_answer_away,
)
from .seen import Seen


def both_executions_agree(seen: Seen) -> None:
    """11, at every level: result, error, facts, writes and end state."""
    for environment in seen.environments():
        pair = Pair(environment.machine.module, seen.bundle.rows, watch=False)
        for tool, arguments in seen.calls(environment):
            pair.call(tool, arguments)


def documents_accept_what_tools_accept(seen: Seen) -> None:
    """15: document and validator take the same arguments, and what they take never fails as arguments."""
    for environment in seen.environments():
        path = f"levels/{environment.level}/tools.json"
        documents = {d["function"]["name"]: d["function"] for d in json.loads(seen.bundle.files[path])}
        machine, chance = environment.machine, seen.chance
        assert set(documents) == set(machine.tools)
        for tool, arguments in seen.calls(environment):
            judge = Judge(documents[tool]["parameters"], format_checker=formats)
            assert judge.is_valid(arguments), (tool, arguments)
            for given in (arguments, *drawn.mistakes(arguments, chance)):
                accepted = not isinstance(machine.validate(tool, given), CallError)
                assert accepted == judge.is_valid(given), (tool, given)
                error = machine.call(machine.world(), tool, json.dumps(given)).error
                assert accepted == (error is None or _ran(error)), (tool, given, error)


def _ran(error: CallError) -> bool:
    """Whether a call ran and failed on its way: with a declared error, or against a rule of the world."""
    return error.code not in set(ErrorCode) or "nothing was changed" in error.message


def results_fit_what_is_documented(seen: Seen) -> None:
    """16: jsonschema is the judge."""
    for environment in seen.environments():
        machine = environment.machine
        for tool, arguments in seen.calls(environment):
            made = machine.call(machine.world(), tool, json.dumps(arguments))
            if made.error is None:
                judge = Judge(json_schema(machine.tools[tool].result), format_checker=formats)
                assert judge.is_valid(json.loads(made.text)), (tool, arguments, made.text)


def signatures_say_what_documents_say(seen: Seen) -> None:
    """19: names, order, types, defaults and texts of `tools.py` are those of `tools.json`."""
    for level in seen.bundle.level_names:
        documents = json.loads(seen.bundle.files[f"levels/{level}/tools.json"])
        tree = ast.parse(seen.bundle.files[f"levels/{level}/tools.py"])
        functions = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
        for function in (d["function"] for d in documents):
            node = functions[function["name"]]
            schema = function["parameters"]
            world, *params = [*node.args.args, *node.args.kwonlyargs]
            assert world.arg == "world"
            positional = len(node.args.args) - len(node.args.defaults)
            required = [a.arg for a in node.args.args[1:positional]]
            required += [a.arg for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d is None]
            assert {p.arg.removesuffix("_") for p in params} == set(schema["properties"])
            assert [name.removesuffix("_") for name in required] == schema["required"]
            text = " ".join((ast.get_docstring(node) or "").split())
            assert text.startswith(" ".join(function["description"].split()).split(" Returns ")[0]), function["name"]
            for param in params:
                said = schema["properties"][param.arg.removesuffix("_")]
                described = re.split(r" [(`]", " ".join(said.get("description", "").split()))[0]
                assert described.rstrip(".") in text, (function["name"], param.arg)
                assert param.annotation is not None
                left_out = "default" not in said and param.arg not in required
                wanted = _schema_types(said) | ({"null"} if left_out else set())
                assert _python_types(ast.unparse(param.annotation)) == wanted, (function["name"], param.arg)


def _python_types(annotation: str) -> set[str]:
    """The JSON types of a Python annotation, looked at from outside."""
    words = {"str": "string", "Literal": "string", "int": "integer", "bool": "boolean", "list": "array"}
    words |= {"float": "number", "dict": "object", "None": "null"}
    bare = re.sub(r"\[.*\]", "", annotation)
    return {words[part.strip()] for part in bare.split("|")}


def _schema_types(schema: dict[str, Any]) -> set[str]:
    if "anyOf" in schema:
        return set().union(*(_schema_types(each) for each in schema["anyOf"]))
    if "type" not in schema:
        return set()
    return {schema["type"]} if isinstance(schema["type"], str) else set(schema["type"])


# ------------------------------------------------------------------ levels


def levels_ask_the_same(seen: Seen) -> None:
    """27: the plan of every level shows the facts of the base plan and gives its answers."""
    base = seen.bundle.level()
    for environment in seen.environments():
        assert list(environment.tasks) == list(base.tasks)
        for task in environment.tasks.values():
            first = base.tasks[task.id]
            assert (task.question, task.kind, task.answer, task.goal) == (
                first.question,
                first.kind,
                first.answer,
                first.goal,
            )
            kept = [(s.id, s.question, s.after, s.fact, s.answer) for s in first.steps]
            assert [(s.id, s.question, s.after, s.fact, s.answer) for s in task.steps] == kept
            world = environment.machine.world()
            for step in task.steps:
                made = environment.machine.call(world, step.tool, json.dumps(step.arguments))
                assert made.receipt.holds(step.golden_fact), (environment.level, task.id, step.id, made.text)


def no_added_tool_solves_a_step(seen: Seen) -> None:
    """30: what a level adds, called with the arguments of the question itself, shows no fact that it asks for."""
    known = {tool.name for tool in seen.bundle.level().module.tools}
    for environment in seen.environments():
        machine = environment.machine
        for task in environment.tasks.values():
            given = [value for step in task.steps for value in _parts(step.arguments)]
            for name in (name for name in task.tools if name not in known):
                for arguments in _fillings(machine.tools[name].params, given):
                    if isinstance(machine.validate(name, arguments), CallError):
                        continue
                    made = machine.call(machine.world(), name, json.dumps(arguments), True)
                    shown = [step.id for step in task.steps if made.receipt.holds(step.golden_fact)]
                    assert not shown, (environment.level, task.id, name, arguments)


def _parts(value: Any) -> Iterator[Any]:
    """The scalars in *value*."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _parts(part)
    else:
        yield value


def _fillings(params: Sequence[Any], given: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Arguments made of *given*: each value in the place of each required parameter, as it is and as a list."""
    required = [p for p in params if p.required]
    yield {}
    for value in given:
        for shape in (value, [value]):
            yield {p.name: _shaped(p.value, shape, given) for p in required}


def _shaped(type_: ir.Type, value: Any, given: Sequence[Any]) -> Any:
    if isinstance(type_, ir.RecordType):
        return {f.name: _shaped(f.value, value, given) for f in type_.fields if not f.absent}
    if isinstance(type_, ir.EnumType):
        return next((v for v in given if v in type_.members), type_.members[0])
    return value


# ------------------------------------------------------------------ the bundle


def nothing_sets_it_apart_from_itself(seen: Seen) -> None:
    """35: `diff` is empty for the same bytes, and only for them."""
    bundle = seen.bundle
    assert diff(bundle, bundle) == ()
    again = Bundle(bundle.manifest, dict(bundle.files))
    assert diff(bundle, again) == ()


def what_is_loaded_is_what_was_written(seen: Seen) -> None:
    """37: every file of a bundle, read into the models and written again, has the same bytes."""
    bundle = seen.bundle
    assert Manifest.model_validate_json(json_text(bundle.manifest.model_dump(mode="json"))) == bundle.manifest
    for name in bundle.level_names:
        level = bundle.level(name)
        files = {p: bundle.files[f"levels/{name}/{p}"].decode() for p in ("tools.ir.json", "tasks.jsonl")}
        assert type(level.module).model_validate(json.loads(level.module.model_dump_json())) == level.module
        assert _same(files["tools.ir.json"], level.module.model_dump(mode="json"))
        rows = [json.loads(line) for line in files["tasks.jsonl"].splitlines()]
        for row, task in zip(rows, level.tasks.values(), strict=True):
            assert _same(json_line(row), task.model_dump(mode="json", by_alias=True))
    for entity, rows in bundle.rows.items():
        assert "".join(map(json_line, rows)).encode() == bundle.files[f"data/{entity}.jsonl"]


def _same(text: str, dumped: Any) -> bool:
    """Whether a JSON text holds what a model dumps; what stands at its default may be left out."""
    return _fits(json.loads(text), dumped)


def _fits(written: Any, dumped: Any) -> bool:
    if isinstance(written, dict) and isinstance(dumped, dict):
        left_out = [v for k, v in dumped.items() if k not in written]
        return (
            set(written) <= set(dumped)
            and all(v in (None, [], {}, "", False, True) or isinstance(v, str) for v in left_out)
            and all(_fits(v, dumped[k]) for k, v in written.items())
        )
    if isinstance(written, list) and isinstance(dumped, list):
        return len(written) == len(dumped) and all(map(_fits, written, dumped))
    return type(written) is type(dumped) and bool(written == dumped)


PROMISES: tuple[Callable[[Seen], None], ...] = (
    both_executions_agree,
    documents_accept_what_tools_accept,
    results_fit_what_is_documented,
    signatures_say_what_documents_say,
    golden_plans_earn_the_most,
    kinds_hang_on_no_order,
    independent_steps_may_change_places,
    every_step_is_needed,
    more_calls_never_pay,
    answers_are_told_apart,
    nothing_gives_an_answer_away,
    levels_ask_the_same,
    no_added_tool_solves_a_step,
    nothing_sets_it_apart_from_itself,
    what_is_loaded_is_what_was_written,
)
