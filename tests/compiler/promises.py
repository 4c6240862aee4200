"""What every bundle promises, said from outside: each function holds a bundle to a promise, or raises AssertionError.

They use the runtime as its users do and share nothing with the proofs of `compiler.prove`. The numbers are those of the
properties in tests/README.md.
"""

from __future__ import annotations

import ast
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.compiler.dag import derive_kind
from toolwright.compiler.diff import diff
from toolwright.runtime import Bundle, Environment, Score, Task
from toolwright.runtime.answers import Answer, answer_text, matches
from toolwright.runtime.bundle import Manifest, Step, json_line, json_text
from toolwright.runtime.errors import CallError, ErrorCode
from toolwright.runtime.facts import EffectFact
from toolwright.runtime.ir import types as ir
from toolwright.runtime.schema import json_schema
from toolwright.runtime.world import plain_state

from ..runtime.agreement import Pair
from ..runtime.judge import Judge, formats
from . import drawn

FEW = 4
"""Calls drawn for each tool."""


@dataclass(frozen=True)
class Seen:
    """A bundle and the chance that a check may use."""

    bundle: Bundle
    seed: int = 0

    @property
    def chance(self) -> random.Random:
        """A fresh one each time, so that no check hangs on those before it."""
        return random.Random(self.seed)

    def environments(self) -> Iterator[Environment]:
        """All levels, ready to run."""
        for level in self.bundle.level_names:
            yield self.bundle.environment(level)

    def tasks(self, count: int = 12) -> Iterator[tuple[Environment, Task]]:
        """Some tasks of every level."""
        for environment in self.environments():
            tasks = list(environment.tasks.values())
            yield from ((environment, task) for task in self.chance.sample(tasks, min(count, len(tasks))))

    def calls(self, environment: Environment) -> Iterator[tuple[str, dict[str, Any]]]:
        """Valid calls of every tool of a level: golden ones, and drawn ones."""
        texts, chance = drawn.texts_of(self.bundle), self.chance
        for task in list(environment.tasks.values())[:: max(1, len(environment.tasks) // 8)]:
            yield from ((step.tool, step.arguments) for step in task.steps)
        for tool in environment.machine.tools.values():
            for _ in range(FEW):
                arguments = drawn.call(tool, texts, chance)
                if isinstance(environment.machine.validate(tool.name, arguments), dict):
                    yield tool.name, arguments


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


# ------------------------------------------------------------------ plans and rewards


def replay(environment: Environment, task: Task, calls: Sequence[Step], answer: Any = None) -> Score:
    """The score of an episode that makes *calls* as one turn each, as many as it may, and answers as the task wants."""
    episode = environment.reset(task.id)
    for step in calls[: environment.settings.max_turns - 1]:
        episode.call(step.tool, step.arguments)
    episode.finish(f"Answer: {answer_text(task.answer) if answer is None else answer}")
    return episode.score()


def golden_plans_earn_the_most(seen: Seen) -> None:
    """20: nothing that is drawn earns more than the golden plan, which earns 1."""
    chance = seen.chance
    for environment, task in seen.tasks():
        golden = replay(environment, task, task.steps)
        assert (golden.reward, golden.f1, golden.answer_correct, golden.goal_reached is not False) == (1, 1, True, True)
        others = [chance.choice(list(environment.tasks.values())) for _ in range(2)]
        for calls in (
            [*task.steps, *others[0].steps],
            [step for other in others for step in other.steps],
            list(reversed(task.steps)),
            [],
        ):
            assert replay(environment, task, calls).reward <= golden.reward


def kinds_hang_on_no_order(seen: Seen) -> None:
    """21: the kind of a plan in any order of its steps is the one that its task declares."""
    for _, task in seen.tasks():
        for _ in range(3):
            steps = seen.chance.sample(task.steps, len(task.steps))
            assert derive_kind({step.id: step.after for step in _in_order(steps)}) == task.kind


def independent_steps_may_change_places(seen: Seen) -> None:
    """22: any order that `after` allows shows each fact, gives each result and leaves the same world."""
    for environment, task in seen.tasks():
        machine = environment.machine
        names = [entity.name for entity in machine.module.entities]
        ended = []
        for steps in (task.steps, _in_order(seen.chance.sample(task.steps, len(task.steps)))):
            world, results = machine.world(), {}
            for step in steps:
                made = machine.call(world, step.tool, json.dumps(step.arguments))
                assert made.receipt.holds(step.golden_fact), (task.id, step.id)
                results[step.id] = made.text
            ended.append((results, plain_state(world, names), environment.goal_reached(task, world)))
        assert ended[0] == ended[1]


def _in_order(steps: Sequence[Step]) -> list[Step]:
    """*steps* as they are, each after those that it needs."""
    made: list[Step] = []
    left = list(steps)
    while left:
        ready = next(step for step in left if not {each.id for each in left}.intersection(step.after))
        left.remove(ready)
        made.append(ready)
    return made


def every_step_is_needed(seen: Seen) -> None:
    """23: a step left out, or made with another instance's arguments, lowers the reward."""
    for environment, task in seen.tasks():
        golden = replay(environment, task, task.steps).reward
        for i, step in enumerate(task.steps):
            without = [*task.steps[:i], *task.steps[i + 1 :]]
            assert replay(environment, task, without).reward < golden, (task.id, step.id)
            used = {json.dumps([s.tool, s.arguments]) for s in task.steps}
            other = next(
                (
                    s
                    for t in environment.tasks.values()
                    for s in t.steps
                    if s.tool == step.tool and json.dumps([s.tool, s.arguments]) not in used and s.fact != step.fact
                ),
                None,
            )
            if other is not None and not isinstance(step.golden_fact, EffectFact):
                swapped = [*task.steps[:i], other, *task.steps[i + 1 :]]
                assert replay(environment, task, swapped).reward < golden, (task.id, step.id, other)


def more_calls_never_pay(seen: Seen) -> None:
    """24: a call more earns nothing; F1 lies between 0 and 1 and grows with what is solved."""
    for environment, task in seen.tasks(6):
        before = -1.0
        for solved in range(len(task.steps) + 1):
            score = replay(environment, task, task.steps[:solved])
            assert 0 <= score.f1 <= 1
            assert score.solved == solved
            assert score.f1 > before
            before = score.f1
        golden = replay(environment, task, task.steps)
        for extra in (task.steps[-1], seen.chance.choice(list(environment.tasks.values())).steps[0]):
            for place in (0, len(task.steps)):
                more = replay(environment, task, [*task.steps[:place], extra, *task.steps[place:]])
                assert more.f1 <= golden.f1
                assert more.reward <= golden.reward


def answers_are_told_apart(seen: Seen) -> None:
    """25: an answer is known in other clothes, and those of other tasks are refused."""
    tasks = list(seen.bundle.level().tasks.values())
    for task in tasks:
        answer = task.answer
        for text in _clothes(answer):
            assert matches(answer, f"Answer: {text}"), (answer, text)
        for other in tasks:
            if other.answer.type == answer.type and not _equal(answer, other.answer):
                assert not matches(answer, f"Answer: {answer_text(other.answer)}"), (answer, other.answer)


def _equal(one: Answer, other: Answer) -> bool:
    if isinstance(one.value, int | float) and isinstance(other.value, int | float):
        return abs(one.value - other.value) <= (one.tolerance or 0) + 1e-9 * abs(one.value)
    return json.dumps(one.value).casefold() == json.dumps(other.value).casefold()


def _clothes(answer: Answer) -> Iterator[str]:
    value = answer.value
    yield answer_text(answer)
    yield f"**{answer_text(answer)}**"
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield f"{value:,}"
        yield f"{value}.0"
    elif isinstance(value, float):
        yield f"{value}00"
    elif isinstance(value, str) and answer.type == "string":
        yield value.upper()
        yield f"{value}."
    elif isinstance(value, list | tuple):
        yield ", ".join(str(item) for item in value)
        if answer.unordered:
            yield json.dumps(list(reversed(value)))


def nothing_gives_an_answer_away(seen: Seen) -> None:
    """26: no sub-answer stands in the question or in a document that the task offers, distractors' among them."""
    words = {m for e in seen.bundle.level().module.entities for f in e.fields for m in _members(f.value)}
    for environment, task in seen.tasks(40):
        documents = " ".join(json.dumps(environment.documents[name], ensure_ascii=False) for name in task.tools)
        for step in task.steps:
            for part in step.answer if isinstance(step.answer, list) else [step.answer]:
                if isinstance(part, bool | None) or part in words or len(str(part)) < 3:
                    continue
                found = re.compile(rf"(?<!\w){re.escape(str(part))}(?!\w)", re.IGNORECASE)
                assert not found.search(task.question), (task.question, part)
                assert not found.search(documents), (task.id, part)


def _members(type_: ir.Type) -> tuple[str, ...]:
    return type_.members if isinstance(type_, ir.EnumType) else ()


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
