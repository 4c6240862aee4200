"""Tasks, turns and scores made by hand."""

from __future__ import annotations

from typing import Any

from toolwright.runtime import CallRecord, Score, ScoredTurn, Task


def task(answers: dict[str, list[Any]], final: str = "Paris") -> Task:
    """A task with the sub-answers *answers* by tool name, all independent."""
    steps = [
        {
            "id": f"{tool}.{i}",
            "question": "?",
            "tool": tool,
            "arguments": {},
            "fact": {"kind": "cell", "entity": "E", "key": f"{tool}{i}", "field": "f"},
            "answer": value,
        }
        for tool, values in answers.items()
        for i, value in enumerate(values)
    ]
    return Task.model_validate(
        {
            "id": "made/1",
            "kind": "parallel_single_hop",
            "question": "?",
            "steps": steps,
            "answer": {"value": final, "type": "string", "computed": {"op": "const", "value": final}},
            "tools": list(answers),
            "seed": 0,
        }
    )


def call(name: str = "t", observation: str = "", *, malformed: bool = False, solved: str | None = None) -> CallRecord:
    """A call as it was run."""
    error = "malformed_json" if malformed else None
    return CallRecord(name, "{" if malformed else "{}", observation, error, malformed, solved)


def turn(
    *calls: CallRecord,
    q: int = 0,
    f: int = 1,
    t: int = 1,
    n: int = 1,
    s: int = 0,
    text: str = "",
    correct: bool | None = None,
) -> ScoredTurn:
    """A scored turn in the letters of DESIGN.md 7."""
    return ScoredTurn(calls, solved_now=q, solvable=f, open=t, steps=n, solved=s, text=text, answer_correct=correct)


def score(*, steps: int = 2, solved: int = 1, calls: int = 2, answer: bool = False, goal: bool | None = None) -> Score:
    """A scored episode without its turns."""
    return Score(
        steps=steps,
        solved=solved,
        calls=calls,
        precision=solved / calls if calls else 1.0,
        recall=solved / steps,
        f1=2 * solved / (calls + steps),
        answer_correct=answer,
        goal_reached=goal,
        reward=0.0,
        turns=(),
    )
