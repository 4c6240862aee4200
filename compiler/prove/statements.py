"""What is proved, in sentences: the keys are the names by which reports count."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = {
    "golden_plans": "the golden plan solves every step and earns the maximum",
    "idle": "doing nothing earns nothing",
    "sub_answers": "each golden call shows its own sub-answer",
    "needed_calls": "no other golden call shows the fact of a step",
    "left_out": "a plan with a step left out solves less",
    "other_arguments": "with another task's arguments or results, a golden call no longer shows its fact",
    "orders": "independent steps may be made in any order: facts, answer and end state stay the same",
    "answers": "the answer is what its expression gives over the results of the golden calls",
    "wrong_answers": "phrasings say the answer; another task's, a number off by one, nothing, all at once are wrong",
    "kinds": "the kind is that of the plan's data flow",
    "questions": "no two tasks of a level ask the same question",
    "leaks": "no sub-answer stands in the question, the policy or an offered document",
    "short_leaks": "no sub-answer of one or two characters is said as a value in the question or an offered document",
    "shortcuts": "no step can be reached by fewer calls than the plan makes for it, from the values the question names",
    "blind_calls": "calls that know nothing show no fact that is asked for beyond chance",
    "live_parameters": "changing the argument of a parameter changes what some valid call gives",
    "interfaces": "document, Python signature, docstring and validator of a tool agree",
    "texts": "documents and Python are what the intermediate form says",
}
LIMITS: Final = {
    "unchecked_leaks": "sub-answers that are not looked for in texts: truth values and empty texts",
    "cut_searches": "searches for shortcuts that stopped at their limit of calls",
}
"""What was left unchecked, for the report to say."""
