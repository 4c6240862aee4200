"""Proofs come in parts, and their short ways mean what episodes mean."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolwright.compiler.prove import Bench, Proof, parts_of, play, prove, prove_part, together
from toolwright.compiler.prove.bench import Call, solved
from toolwright.runtime import Bundle
from toolwright.runtime.bundle import Manifest

from ..conftest import Built
from ..sizes import examples
from .planted import SPEC
from .sources import compiled


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    made = compiled(SPEC).files
    assert made is not None
    return made


def loaded(files: dict[str, bytes]) -> Bundle:
    rest = dict(files)
    return Bundle(Manifest.model_validate_json(rest.pop("manifest.json")), rest)


@given(st.data())
@settings(max_examples=examples(5))
def test_parts_hang_on_nothing_but_the_bundle(files: dict[str, bytes], data: st.DataObject) -> None:
    bundle = loaded(files)
    for level, proof in prove(bundle).items():
        held = bundle.level(level)
        parts = parts_of(level, (tool.name for tool in held.module.tools), held.tasks)
        benches = [Bench(loaded(files), level) for _ in range(2)]
        found = {}
        for part in data.draw(st.permutations(parts)):
            found[part] = prove_part(data.draw(st.sampled_from(benches)), part)
        assert together(found[part] for part in parts) == proof == Proof((), proof.counts)


def test_a_plan_with_a_step_left_out_solves_what_an_episode_solves(built: Built) -> None:
    for name in ("conference_fares", "shop_orders"):
        bench = Bench(built[name], "base")
        for task in list(bench.tasks.values())[::25]:
            for i in range(len(task.steps)):
                rest = (*task.steps[:i], *task.steps[i + 1 :])
                seen = bench.run([Call(step.tool, step.arguments) for step in rest])
                score = play(bench.environment, task, rest)
                assert solved(task.steps, seen) == score.solved < len(task.steps)
                assert score.f1 < 1


def test_a_kept_observation_is_that_of_a_fresh_world(built: Built) -> None:
    bench = Bench(built["shop_orders"], "scaled")
    for task in list(bench.tasks.values())[::40]:
        for step in task.steps:
            once = bench.call(step.tool, step.arguments)
            assert once is bench.call(step.tool, dict(reversed(step.arguments.items())))
            again = Bench(built["shop_orders"], "scaled").call(step.tool, step.arguments)
            assert (once.text, once.receipt, once.error) == (again.text, again.receipt, again.error)


def test_the_report_counts_what_was_run(files: dict[str, bytes]) -> None:
    bundle = loaded(files)
    report = json.loads(files["report.json"])
    for level, figures in report["levels"].items():
        tasks = bundle.level(level).tasks.values()
        steps = sum(len(task.steps) for task in tasks)
        assert figures["proofs"]["golden_plans"] == figures["tasks"] == len(tasks)
        assert figures["proofs"]["needed_calls"] == figures["steps"]["total"] == steps
        params = [p for tool in bundle.level(level).module.tools for p in tool.params]
        assert figures["proofs"]["live_parameters"] == figures["parameters"]["all"] == len(params)
        assert figures["parameters"]["required"] + figures["parameters"]["optional"] == len(params)
        assert set(figures["proofs"]) <= set(report["proved"]) | set(report["not_checked"])
    assert report["levels"]["more"]["adds"]["parameters"] > 0
