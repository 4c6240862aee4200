"""The generated Python: it compiles, it runs on its own, and what the verifier lets through it can print."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir import types
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.machine import Machine
from toolwright.runtime.python import BUILTINS, module_source
from toolwright.runtime.reference.builtins import REFERENCE

from ..conftest import SPECS, Built
from ..sizes import examples
from .agreement import distinct_calls, typed
from .strategies import DOCS, Sample, _params, samples

some = settings(max_examples=examples(80), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@some
@given(samples())
def test_random_modules_are_legal_and_their_python_compiles_without_a_warning(sample: Sample) -> None:
    assert problems(sample.module, BUILTINS) == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(module_source(sample.module, "Tools."), "tools.py", "exec")


@some
@given(samples())
def test_a_module_survives_its_json(sample: Sample) -> None:
    assert ToolModule.model_validate_json(sample.module.model_dump_json()) == sample.module


@given(st.data(), st.integers(0, 2))
def test_random_parameters_take_the_names_that_are_left(data: st.DataObject, count: int) -> None:
    names = ["a", "b"][:count]
    assert {p.name for p, _ in _params(data.draw, names)} | set(names) == {"a", "b"} - set(["a", "b"][count:])


texts = st.one_of(st.sampled_from(DOCS), st.text(st.sampled_from("ab\"\\\n\0'{}#é\u2028 "), max_size=250))


@given(texts, texts, texts)
def test_no_document_and_no_text_breaks_out_of_its_quotes(doc: str, param: str, said: str) -> None:
    function = irt.Function(name="help_it", doc=doc, params=(), value=ir.Const(value=1))
    hole = ir.Hole(value=ir.Const(value=said))
    tool = irt.Tool(
        name="go",
        origin="go",
        doc=doc,
        params=(irt.Param(name="x", value=types.StrType(), doc=param, required=False, default=said),),
        result=types.StrType(),
        body=(ir.Return(value=ir.Text(parts=(said, hole, ir.Hole(value=ir.Var(name="x"))))),),
    )
    module = ToolModule(entities=(), functions=(function,), tools=(tool,))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tree = ast.parse(module_source(module, "Tools."))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert names[:2] == ["help_it", "go"]
    machine = Machine(module, {})
    assert json.loads(machine.call(machine.world(), "go", "{}").text) == said * 3


def test_the_reference_knows_every_builtin_that_a_bundle_may_name() -> None:
    assert set(REFERENCE) - {"samples"} == BUILTINS


# ------------------------------------------------------------------ tools.py on its own

STANDALONE = """
import importlib.util, inspect, json, pathlib, runpy, sys
folder, level = sys.argv[1:]
spec = importlib.util.spec_from_file_location("tools", f"{folder}/levels/{level}/tools.py")
tools = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tools)
for extern in json.loads(pathlib.Path(folder, "levels", level, "tools.ir.json").read_text()).get("externs", []):
    name = extern["name"]
    tools.EXTERNS[name] = runpy.run_path(f"{folder}/extern/{name}.py")[name]
for line in sys.stdin:
    name, arguments = json.loads(line)
    known = inspect.signature(tools.TOOLS[name]).parameters
    named = {n if n in known else n + "_": v for n, v in arguments.items()}
    try:
        print(json.dumps([tools.TOOLS[name](tools.World.load(folder), **named), None]))
    except tools.ToolError as problem:
        print(json.dumps([None, str(problem)]))
foreign = {n.partition(".")[0] for n in sys.modules} - set(sys.stdlib_module_names) - {"__main__", "tools"}
print(json.dumps(sorted(foreign)))
"""


@pytest.mark.parametrize("name", SPECS)
def test_tools_run_on_their_own_as_they_do_in_the_runtime(name: str, built: Built) -> None:
    bundle, folder = built[name], built.folder(name)
    failed = 0
    for level in bundle.level_names:
        tasks = list(bundle.level(level).tasks.values())
        calls = distinct_calls((s.tool, s.arguments) for task in tasks[:: len(tasks) // 15] for s in task.steps)
        calls += [(tool, {**dict(given), name: "nobody"}) for tool, given in calls[:6] for name in given]
        machine = bundle.environment(level).machine
        calls = [call for call in calls if isinstance(machine.validate(*call), dict)]
        lines = "".join(json.dumps(call) + "\n" for call in calls)
        run = [sys.executable, "-I", "-S", "-B", "-W", "error", "-c", STANDALONE, str(folder), level]
        done = subprocess.run(run, input=lines, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        *results, foreign = map(json.loads, done.stdout.splitlines())
        assert foreign == []
        for (tool, arguments), (value, problem) in zip(calls, results, strict=True):
            seen = machine.call(machine.world(), tool, json.dumps(dict(arguments)))
            if seen.error is None:
                assert problem is None
                assert typed(value) == typed(json.loads(seen.text))
            else:
                assert problem == seen.error.message
        failed += sum(problem is not None for _, problem in results)
    assert failed


# ------------------------------------------------------------------ the verifier

THING = irt.Entity(
    name="Thing",
    key=("id",),
    fields=(
        irt.EntityField(name="id", value=types.StrType()),
        irt.EntityField(name="size", value=types.IntType()),
        irt.EntityField(name="next", value=types.OptionalType(item=types.RowType(entity="Thing"))),
    ),
)
ONE = ir.Const(value=1)
FOUND = ir.Find(entity="Thing", key=(ir.Const(value="a"),))
LEGAL_TOOL = irt.Tool(
    name="go",
    origin="go",
    doc="Go.",
    params=(irt.Param(name="x", value=types.IntType()),),
    result=types.IntType(),
    fails=("Bad",),
    writes=("Thing",),
    body=(
        ir.Let(name="y", value=ir.Apply(function="twice", arguments=(ir.Var(name="x"),))),
        ir.Require(condition=ir.Const(value=True), error="Bad", arguments=(ir.Entry(name="n", value=ONE),)),
        ir.Return(value=ir.Var(name="y")),
    ),
)
LEGAL = ToolModule(
    entities=(THING,),
    errors=(
        irt.DeclaredError(
            name="Bad",
            params=(irt.Param(name="n", value=types.IntType()),),
            message=ir.Text(parts=(ir.Hole(value=ir.Var(name="n")),)),
        ),
    ),
    functions=(
        irt.Function(
            name="twice",
            params=(irt.Param(name="n", value=types.IntType()),),
            value=ir.Binary(operator="add", left=ir.Var(name="n"), right=ir.Var(name="n")),
        ),
    ),
    tools=(LEGAL_TOOL,),
)


def with_body(*body: Any, **changes: Any) -> ToolModule:
    """The legal module, its tool with another body."""
    tool = LEGAL_TOOL.model_copy(update={"body": (*body, ir.Return(value=ONE)), **changes})
    return LEGAL.model_copy(update={"tools": (tool,)})


def with_entity(**changes: Any) -> ToolModule:
    """The legal module, its entity changed."""
    return LEGAL.model_copy(update={"entities": (THING.model_copy(update=changes),)})


def value(e: Any) -> ToolModule:
    """The legal module with one more expression."""
    return with_body(ir.Let(name="z", value=e))


def entries(*names: str) -> tuple[ir.Entry, ...]:
    """Entries of these names."""
    return tuple(ir.Entry(name=n, value=ONE) for n in names)


KEY = irt.EntityField(name="id", value=types.StrType())
LINK = irt.EntityField(name="to", value=types.RowType(entity="Pair"))
PAIR = irt.Entity(name="Pair", key=("id", "size"), fields=THING.fields[:2])
FAULTS: dict[str, Callable[[], ToolModule]] = {
    "no variable nobody": lambda: value(ir.Var(name="nobody")),
    "no variable nobody ": lambda: value(
        ir.Query(
            item=ONE,
            clauses=(
                ir.ForEach(name="t", source=ir.Rows(entity="Thing")),
                ir.GroupBy(key=ONE, name="g", variables=("nobody",)),
            ),
        )
    ),
    "no entity Nothing": lambda: value(ir.Rows(entity="Nothing")),
    "no entity Nothing ": lambda: value(ir.Follow(entity="Nothing", key=ONE)),
    "no entity Nothing  ": lambda: value(ir.NextId(entity="Nothing", prefix=ONE)),
    "the key of Thing has 1 parts": lambda: value(ir.Find(entity="Thing", key=(ONE, ONE))),
    "Thing has no field colour": lambda: value(ir.Cell(row=FOUND, entity="Thing", field="colour")),
    "no builtin eval": lambda: value(ir.Builtin(name="eval", arguments=(ONE,))),
    "no builtin samples": lambda: value(ir.Builtin(name="samples", arguments=(ONE, ONE, ONE, ONE))),
    "no function thrice": lambda: value(ir.Apply(function="thrice", arguments=())),
    "no function twice with 2": lambda: value(ir.Apply(function="twice", arguments=(ONE, ONE))),
    "a base call that does not fit": lambda: value(ir.Core(arguments=())),
    "a base call that does not fit ": lambda: with_body(
        ir.Let(name="z", value=ir.Core(arguments=())),
        core=irt.CoreTool(params=LEGAL_TOOL.params, body=(ir.Return(value=ONE),)),
    ),
    "Worse is no error that it declares": lambda: with_body(ir.Fail(error="Worse")),
    "Bad is no error that it declares": lambda: with_body(ir.Fail(error="Bad", arguments=entries("n")), fails=()),
    "Bad gets other arguments": lambda: with_body(ir.Fail(error="Bad")),
    "Thing is not among what it writes": lambda: with_body(ir.Delete(entity="Thing", row=FOUND), writes=()),
    "an insert of Thing gives every field": lambda: with_body(ir.Insert(entity="Thing", fields=entries("id"))),
    "a field of Thing is given twice": lambda: with_body(
        ir.Insert(entity="Thing", fields=entries("id", "size", "size"))
    ),
    "an update of Thing changes its key": lambda: with_body(ir.Update(entity="Thing", row=FOUND, fields=entries("id"))),
    "Thing has no field colour ": lambda: with_body(ir.Update(entity="Thing", row=FOUND, fields=entries("colour"))),
    "no error Worse": lambda: with_body(fails=("Worse",)),
    "no entity Nothing   ": lambda: with_body(writes=("Nothing",)),
    "two entities are called Thing": lambda: LEGAL.model_copy(update={"entities": (THING, THING)}),
    "two declarations are called go": lambda: LEGAL.model_copy(update={"tools": (LEGAL_TOOL, LEGAL_TOOL)}),
    "two declarations are called twice": lambda: LEGAL.model_copy(
        update={"tools": (LEGAL_TOOL.model_copy(update={"name": "twice"}),)}
    ),
    "no tool nobody": lambda: LEGAL.model_copy(update={"distractors": ("nobody",)}),
    "begins with a capital letter": lambda: with_entity(name="thing"),
    "begins with a capital letter ": lambda: with_entity(name="None"),
    "two fields of one name": lambda: with_entity(fields=(*THING.fields, THING.fields[0])),
    "the key no is no field": lambda: with_entity(key=("no",)),
    "the label no is no field": lambda: with_entity(label="no"),
    "links to no entity": lambda: with_entity(
        fields=(KEY, irt.EntityField(name="to", value=types.RowType(entity="Nothing")))
    ),
    "links to an entity whose key has several parts": lambda: LEGAL.model_copy(
        update={"entities": (THING.model_copy(update={"fields": (*THING.fields, LINK)}), PAIR)}
    ),
    "no variable size": lambda: with_entity(checks=(ir.Var(name="size"),)),
    "no variable m": lambda: LEGAL.model_copy(
        update={"functions": (LEGAL.functions[0].model_copy(update={"value": ir.Var(name="m")}),)}
    ),
    "no function twice with 1": lambda: LEGAL.model_copy(
        update={
            "functions": (
                LEGAL.functions[0].model_copy(
                    update={"value": ir.Apply(function="twice", arguments=(ir.Var(name="n"),))}
                ),
            )
        }
    ),
}


def test_the_module_that_the_faults_are_planted_in_is_legal() -> None:
    assert problems(LEGAL, BUILTINS) == []


@pytest.mark.parametrize("said", FAULTS)
def test_the_verifier_finds_each_fault(said: str) -> None:
    found = problems(FAULTS[said](), BUILTINS)
    assert any(said.strip() in problem for problem in found), found


@pytest.mark.parametrize("name", ["__import__", "os.system", "a b", "_x", "x_", "", "é", "a" * 121, "x;y", "1a"])
def test_names_that_are_no_names_are_refused(name: str) -> None:
    for make in (
        lambda: ir.Var(name=name),
        lambda: ir.Cell(row=ONE, entity="Thing", field=name),
        lambda: ir.Builtin(name=name, arguments=()),
        lambda: irt.Param(name=name, value=types.IntType()),
    ):
        with pytest.raises(ValueError, match=r"name|at most 120 characters"):
            make()


@pytest.mark.parametrize("form", ["d", "!r", ".2e", "{x}", ".2f}", ">10"])
def test_formats_that_are_none_are_refused(form: str) -> None:
    with pytest.raises(ValueError, match="format"):
        ir.Hole(value=ONE, format=form)


def test_a_check_may_call_a_helper_function() -> None:
    check = ir.Binary(operator="ge", left=ir.Apply(function="twice", arguments=(ONE,)), right=ONE)
    assert problems(with_entity(checks=(check,)), BUILTINS) == []
