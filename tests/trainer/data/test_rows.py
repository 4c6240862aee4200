"""Rows of each format."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolwright.runtime import Environment
from toolwright.trainer import GoldenPolicy, rollout
from toolwright.trainer.data import Candidate, Prefix, follow, kto_rows, preference_rows, sft_row
from toolwright.trainer.data.chat import chat_form
from toolwright.trainer.data.rows import episode_row, prefix_row, task_row, verl_row
from toolwright.trainer.data.sources import RIVALS, Recorded, Wanted, made_rows, scripted
from toolwright.trainer.data.tables import FORMATS

from ...conftest import Built


def asked(arguments: Any, call_id: str = "x") -> dict[str, Any]:
    call = {"id": call_id, "type": "function", "function": {"name": "f", "arguments": arguments}}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('{"a": [1, 2.5, null]}', {"a": [1, 2.5, None]}),
        ({"a": 1}, {"a": 1}),
        ("[1]", "[1]"),
        ("{", "{"),
        ('{"a": 1, "a": 2}', '{"a": 1, "a": 2}'),
        ('{"a": NaN}', '{"a": NaN}'),
        ('{"a": [9223372036854775808]}', '{"a": [9223372036854775808]}'),
        ('{"a": 9223372036854775807}', {"a": 9223372036854775807}),
    ],
)
def test_arguments_are_objects_where_templates_and_readers_take_them(written: Any, kept: Any) -> None:
    (message,) = chat_form([asked(written)])
    assert message["tool_calls"][0]["function"]["arguments"] == kept


def test_calls_are_numbered_and_their_answers_follow() -> None:
    made = chat_form(
        [
            {"role": "user", "content": "?"},
            {**asked("{}", "step_one"), "reasoning_content": "hm"},
            {"role": "tool", "tool_call_id": "step_one", "content": "1"},
            asked("{}", "step_one"),
            {"role": "tool", "tool_call_id": "step_one", "content": "2"},
        ]
    )
    assert [m.get("tool_call_id") for m in made if m["role"] == "tool"] == ["call00000", "call00001"]
    assert made[1]["reasoning_content"] == "hm" and made[1]["content"] == ""
    assert "step_one" not in json.dumps(made)


def golden(environment: Environment, most: int = 6) -> list[Recorded]:
    here = {(environment.bundle.name, environment.level): environment}
    return list(scripted(here, GoldenPolicy(), most))


def test_rows_have_the_columns_of_their_format(built: Built) -> None:
    environment = built["shop_orders"].environment()
    (each,) = golden(environment, 1)
    followed = follow(environment, each.trajectory)
    task = followed.prefixes[0].task
    made = {
        "sft": sft_row(environment, each.trajectory, followed),
        "prefix": prefix_row(environment, followed.prefixes[-1], each.trajectory, 2),
        "episode": episode_row(environment, each.trajectory, followed),
        "task": task_row(environment, task),
        "verl": verl_row(environment, task, 7, "train"),
        "preference": next(made_rows(Wanted("preference"), [each], alone=True)),
        "kto": next(made_rows(Wanted("kto"), [each], alone=True)),
    }
    assert {name: list(row) for name, row in made.items()} == {name: list(FORMATS[name]) for name in made}
    assert (made["prefix"]["open"], made["prefix"]["solve_rate"], made["prefix"]["round"]) == ([], 1.0, 2)
    assert [*made["episode"]["prompt"], *made["episode"]["completion"]] == made["sft"]["messages"]
    assert made["episode"]["reward"] == 1.0 == made["sft"]["reward"]
    assert made["verl"]["extra_info"]["index"] == 7


def prefix(environment: Environment) -> Prefix:
    task = next(iter(environment.tasks.values()))
    return follow(environment, next(rollout(environment, [task.id], GoldenPolicy()))).prefixes[0]


def test_pairs_are_the_best_against_the_worst(built: Built) -> None:
    environment = built["city_population"].environment()
    here, at = {(environment.bundle.name, "base"): environment}, prefix(environment)

    def rewarded(*rewards: float) -> list[Candidate]:
        return [
            Candidate(at, {"role": "assistant", "content": f"{i} {reward}"}, reward) for i, reward in enumerate(rewards)
        ]

    (row,) = preference_rows(here, rewarded(0.0, 1.0, -0.5, 1.0, -0.5))
    assert (row["chosen"][0]["content"], row["rejected"][0]["content"]) == ("1 1.0", "2 -0.5")
    assert (row["chosen_reward"], row["rejected_reward"]) == (1.0, -0.5)
    assert not list(preference_rows(here, rewarded(1.0, 0.9)))
    assert list(preference_rows(here, rewarded(1.0, 0.9), gap=0.05))
    assert not list(preference_rows(here, rewarded(1.0, 1.0), gap=0.0))
    labelled = list(kto_rows(here, rewarded(1.0, 0.0, 0.5)))
    assert [(each["reward"], each["label"]) for each in labelled] == [(1.0, True), (0.0, False)]
    same = [rewarded(1.0, 0.0)[0]] * 2 + rewarded(1.0, 0.0)
    assert [each["label"] for each in kto_rows(here, same)] == [True, False]


def test_rivals_give_pairs_at_golden_prefixes(built: Built) -> None:
    environment = built["flight_distances"].environment()
    rows = list(made_rows(Wanted("preference"), golden(environment, 4), alone=True))
    prefixes = {json.dumps(row["prompt"]) for row in rows}
    assert len(rows) == len(prefixes) >= 4
    assert {row["chosen_reward"] for row in rows} == {1.0}
    assert max(row["rejected_reward"] for row in rows) <= 0.8
    assert len(RIVALS) == 3


def test_only_good_episodes_are_imitated(built: Built) -> None:
    environment = built["city_population"].environment()
    (good,) = golden(environment, 1)
    silent = Recorded(environment, {**good.trajectory, "messages": [{"role": "assistant", "content": ""}]}, 1)
    assert len(list(made_rows(Wanted("sft"), [good, silent], alone=False))) == 2
    assert len(list(made_rows(Wanted("sft", least=0.5), [good, silent], alone=False))) == 1
