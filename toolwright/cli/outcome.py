"""How an episode ended, in one line for people."""

from __future__ import annotations

from toolwright.runtime import Score


def outcome(score: Score) -> str:
    """Steps, calls, answer, goal and what it earned."""
    answer = "the answer is right" if score.answer_correct else "no right answer"
    goal = {None: "", True: ", the goal is reached", False: ", the goal is not reached"}[score.goal_reached]
    return (
        f"{score.solved} of {score.steps} steps solved with {score.calls} calls, {answer}{goal}; "
        f"Solve-F1 {score.f1:.2f}, reward {score.reward:.2f}"
    )


__all__ = ["outcome"]
