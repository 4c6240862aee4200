"""The rows of each format; `tables.FORMATS` says what their columns hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from statistics import fmean
from typing import Any, Final, TypeAlias

from toolwright.runtime import Environment, Task
from toolwright.runtime.answers import answer_text

from ..credit import credit
from ..rewards import MODES
from .chat import chat_form
from .prefixes import Followed, Prefix
from .turns import Candidate

Row: TypeAlias = dict[str, Any]

GAP: Final = 0.2
"""The better turn of a pair earns at least so much more."""
_SAME: Final = 1e-9


def sft_row(environment: Environment, trajectory: Mapping[str, Any], followed: Followed) -> Row:
    """A whole conversation to imitate, with the tools that were offered and the reward of the episode."""
    task = environment.tasks[trajectory["task"]]
    return {
        "messages": chat_form(followed.messages),
        "tools": _tools(environment, task),
        **row_of(environment, task),
        **_by(trajectory),
        "reward": followed.score.reward,
    }


def prefix_row(environment: Environment, prefix: Prefix, trajectory: Mapping[str, Any], round_number: int = 1) -> Row:
    """A prompt where the model must act, and what is open there."""
    return {
        "prompt": chat_form(prefix.messages),
        "tools": _tools(environment, prefix.task),
        **row_of(environment, prefix.task),
        **_by(trajectory),
        "turn": prefix.turn,
        "open": list(prefix.open),
        "solved": [step.id for step in prefix.task.steps if step.id in prefix.solved],
        "solve_rate": prefix.solve_rate,
        "round": round_number,
    }


def episode_row(
    environment: Environment, trajectory: Mapping[str, Any], followed: Followed, mode: str = "solve_f1"
) -> Row:
    """An episode with its scores, a reward of *mode* for each turn, and what each turn lost (`credit.losses`)."""
    task, score = environment.tasks[trajectory["task"]], followed.score
    start = next((i for i, m in enumerate(followed.messages) if m["role"] == "assistant"), len(followed.messages))
    messages = chat_form(followed.messages)
    return {
        "prompt": messages[:start],
        "completion": messages[start:],
        "tools": _tools(environment, task),
        **row_of(environment, task),
        **_by(trajectory),
        "reward": score.reward,
        "solve_p": score.precision,
        "solve_r": score.recall,
        "solve_f1": score.f1,
        "answer": score.answer_correct,
        "goal": score.goal_reached,
        "calls": score.calls,
        "turn_rewards": MODES[mode](task, score.turns, environment.settings),
        "turn_losses": list(credit(score, environment.settings).losses),
    }


def task_row(environment: Environment, task: Task) -> Row:
    """A task as a prompt, for engines that play it themselves."""
    return {
        "prompt": chat_form(environment.reset(task.id).messages),
        "tools": _tools(environment, task),
        **row_of(environment, task),
        "question": task.question,
        "answer": task.answer_data.value,
    }


def verl_row(environment: Environment, task: Task, index: int, split: str) -> Row:
    """A task in the form that verl 0.9 reads; `bundle_agent` is the name of an agent loop of one's own."""
    offered = _tools(environment, task)
    return {
        "data_source": f"{environment.bundle.name}/{task.kind}",
        "agent_name": "bundle_agent",
        "prompt": chat_form(environment.reset(task.id).messages),
        "ability": "tool_use",
        "reward_model": {"style": "rule", "ground_truth": answer_text(task.answer)},
        "extra_info": {"index": index, "split": split, "tools": offered, **row_of(environment, task)},
    }


def preference_rows(
    environments: Mapping[tuple[str, str], Environment], turns: Iterable[Candidate], gap: float = GAP
) -> Iterator[Row]:
    """Of each prefix at which several turns were taken: the best of them against the worst, where that earned at
    least *gap* less. Of equals the first one counts. *environments* by bundle's name and level.
    """
    for prefix, own in _by_prefix(turns):
        best = max(own, key=lambda turn: turn.reward)
        worst = min(own, key=lambda turn: turn.reward)
        if best.reward - worst.reward < max(gap, _SAME):
            continue
        environment = environments[prefix.bundle, prefix.level]
        yield {
            "prompt": chat_form(prefix.messages),
            "chosen": _turn(best),
            "rejected": _turn(worst),
            "tools": _tools(environment, prefix.task),
            **row_of(environment, prefix.task),
            "turn": prefix.turn,
            "chosen_reward": best.reward,
            "rejected_reward": worst.reward,
        }


def kto_rows(environments: Mapping[tuple[str, str], Environment], turns: Iterable[Candidate]) -> Iterator[Row]:
    """Each turn that earned more or less than the mean of its prefix, labelled by which; those at the mean say nothing.

    Turns of the same text at one prefix count once.
    """
    for prefix, own in _by_prefix(turns):
        mean = fmean(turn.reward for turn in own)
        environment = environments[prefix.bundle, prefix.level]
        seen: list[Any] = []
        for turn in own:
            said = _turn(turn)
            if abs(turn.reward - mean) <= _SAME or said in seen:
                continue
            seen.append(said)
            yield {
                "prompt": chat_form(prefix.messages),
                "completion": said,
                "label": turn.reward > mean,
                "tools": _tools(environment, prefix.task),
                **row_of(environment, prefix.task),
                "turn": prefix.turn,
                "reward": turn.reward,
            }


def _by_prefix(turns: Iterable[Candidate]) -> Iterator[tuple[Prefix, list[Candidate]]]:
    groups: dict[tuple[str, ...], list[Candidate]] = {}
    for turn in turns:
        groups.setdefault(turn.prefix.key, []).append(turn)
    for own in groups.values():
        yield own[0].prefix, own


def _turn(turn: Candidate) -> list[dict[str, Any]]:
    return chat_form([turn.message])


def _tools(environment: Environment, task: Task) -> list[Mapping[str, Any]]:
    return [environment.documents[name] for name in task.tools]


def row_of(environment: Environment, task: Task) -> Row:
    """What a row is of: bundle, level, task and kind."""
    return {"bundle": environment.bundle.name, "level": environment.level, "task": task.id, "kind": task.kind}


def _by(trajectory: Mapping[str, Any]) -> Row:
    numbers = {name: trajectory.get(name) for name in ("seed", "sample")}
    known = {name: number if type(number) is int else None for name, number in numbers.items()}
    return {"policy": str(trajectory.get("policy") or ""), **known}


def task_of(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """What a row of any format is of: the bundle's name, the level and the task."""
    place = row.get("extra_info", row)
    return place["bundle"], place["level"], place["task"]
