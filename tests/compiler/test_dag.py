"""Plans as graphs: the kind of a plan is that of its DAG, whatever the order of its steps."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.compiler.dag import derive_kind
from toolwright.runtime import Bundle

from ..conftest import SPECS, Built
from .sources import compiled

TABLE: list[tuple[str, Mapping[str, Sequence[str]]]] = [
    ("single_hop", {"a": []}),
    ("parallel_single_hop", {"a": [], "b": []}),
    ("parallel_single_hop", {"a": [], "b": [], "c": []}),
    ("multi_hop", {"a": [], "b": ["a"]}),
    ("multi_hop", {"a": [], "b": ["a"], "c": ["b"], "d": ["c"]}),
    ("multi_hop", {"a": [], "b": ["a"], "c": ["a", "b"]}),
    ("parallel_multi_hop", {"a": [], "b": [], "c": ["a"]}),
    ("parallel_multi_hop", {"a": [], "b": [], "c": ["a", "b"]}),
    ("parallel_multi_hop", {"a": [], "b": ["a"], "c": ["a"]}),
    ("parallel_multi_hop", {"a": [], "b": ["a"], "c": [], "d": ["c"]}),
    ("parallel_multi_hop", {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}),
    ("parallel_multi_hop", {"a": [], "b": ["a"], "c": ["b"], "d": []}),
]


@pytest.mark.parametrize(("kind", "after"), TABLE)
def test_the_kind_of_a_plan(kind: str, after: Mapping[str, Sequence[str]]) -> None:
    assert derive_kind(after) == kind


@st.composite
def dags(draw: st.DrawFn) -> dict[str, list[str]]:
    """Plans of up to six steps."""
    after: dict[str, list[str]] = {}
    for number in range(draw(st.integers(1, 6))):
        after[f"s{number}"] = draw(st.lists(st.sampled_from(list(after)), unique=True)) if after else []
    return after


def reordered(after: Mapping[str, Sequence[str]], seed: int) -> dict[str, Sequence[str]]:
    """The same plan, its steps written in another order that respects what comes after what."""
    pick, left = random.Random(seed), list(after)
    made: dict[str, Sequence[str]] = {}
    while left:
        ready = [step for step in left if all(source in made for source in after[step])]
        step = pick.choice(ready)
        made[step] = pick.sample(list(after[step]), len(after[step]))
        left.remove(step)
    return made


@given(dags(), st.integers(0, 1000))
def test_the_order_of_independent_steps_does_not_change_the_kind(after: dict[str, list[str]], seed: int) -> None:
    assert derive_kind(reordered(after, seed)) == derive_kind(after)


def is_path(after: Mapping[str, Sequence[str]]) -> bool:
    """Whether every two steps are one after the other, said without depths."""
    above: dict[str, set[str]] = {}
    for step, sources in after.items():
        above[step] = set(sources).union(*(above[s] for s in sources))
    return all(a in above[b] or b in above[a] for a in after for b in after if a != b)


@given(dags())
def test_kinds_say_what_they_mean(after: dict[str, list[str]]) -> None:
    kind = derive_kind(after)
    assert (kind == "single_hop") == (len(after) == 1)
    assert (kind == "parallel_single_hop") == (len(after) > 1 and not any(after.values()))
    assert (kind == "multi_hop") == (len(after) > 1 and is_path(after))


@pytest.mark.parametrize("name", SPECS)
def test_tasks_have_the_kind_of_their_steps(name: str, built: Built) -> None:
    bundle: Bundle = built[name]
    for task in bundle.level().tasks.values():
        assert task.kind == derive_kind({step.id: step.after for step in task.steps})
    assert sum(bundle.manifest.kinds.values()) == len(bundle.level().tasks)


FAN = """
scenario fan {{ title: "Fan", domain: test, version: "1.0.0", license: "CC0-1.0" }}
entity N key id {{ "A number." id: int, next: int, weight: int }}
data N {{ | id | next | weight |
  | 1 | 2 | 101 |
  | 2 | 3 | 202 |
  | 3 | 1 | 303 | }}
error No(n: int) $"No {{n}}."
tool next(n: int "Number.") -> {{ next: int }} fails No {{
  "The next." let f = N[n] ?? fail No(n) return {{ next: f.next }} }}
tool weight(n: int "Number.") -> {{ weight: int }} fails No {{
  "The weight." let f = N[n] ?? fail No(n) return {{ weight: f.weight }} }}
task t {{
  ask "What?"
{steps}
  answer {answer}
}}
"""


@pytest.mark.parametrize(
    ("steps", "answer", "after"),
    [
        ("  step a = next(n=1)\n  step b = weight(n=a.next)", "b.weight", {"a": (), "b": ("a",)}),
        (
            "  step a = next(n=1)\n  let x = a.next\n  step b = weight(n=x)",
            "b.weight",
            {"a": (), "b": ("a",)},
        ),
        ("  step a = next(n=1)\n  step b = weight(n=3) after a", "b.weight", {"a": (), "b": ("a",)}),
        (
            "  step a for i in [1, 2] = next(n=i)\n  step b for x in a = weight(n=x.next)",
            "sum([x.weight for x in b])",
            {"a.1": (), "a.2": (), "b.1": ("a.1",), "b.2": ("a.2",)},
        ),
        (
            "  step a for i in [1, 2] = next(n=i)\n  step b = weight(n=a[1].next)",
            "b.weight",
            {"a.1": (), "a.2": (), "b": ("a.2",)},
        ),
        (
            "  step a for i in [1, 2] = next(n=i)\n  step b = weight(n=max([x.next for x in a]) ?? 1)",
            "b.weight",
            {"a.1": (), "a.2": (), "b": ("a.1", "a.2")},
        ),
    ],
)
def test_what_a_step_comes_after_is_what_it_reads(steps: str, answer: str, after: Mapping[str, Sequence[str]]) -> None:
    from toolwright.runtime.bundle import Task

    steps = "\n".join(
        f'{line} asks "Q?" gives {line.split()[1]}.{"next" if "next(" in line else "weight"}'
        if "step" in line
        else line
        for line in steps.splitlines()
    )
    found = compiled(FAN.format(steps=steps, answer=answer))
    assert found.files is not None, [d.message for d in found.diagnostics]
    task = Task.model_validate_json(found.files["levels/base/tasks.jsonl"])
    assert {step.id: step.after for step in task.steps} == after
