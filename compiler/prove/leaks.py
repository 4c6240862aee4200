"""Leaks: no sub-answer stands where a model reads it before it calls anything.

A sub-answer of three or more characters leaks where it stands as whole words, in any of the ways that it may be
written. Shorter ones ("7", "NO") stand in many a sentence by chance, so they leak only where the text says them as a
value: in a question, where the questions of other tasks of the family, whose sub-answers differ, do not hold them and
no golden argument explains them; in a document, where they are quoted or follow `such as`, `like`, `=` and the like.
Truth values and empty texts are not looked for.

The members of an enum are no leak where a document lists all of them: the list says nothing about the one asked for.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from toolwright.runtime import Task
from toolwright.runtime.bundle import Step
from toolwright.runtime.ir import types as irt
from toolwright.runtime.ir.tools import Tool

from .bench import Bench
from .finding import Finding
from .plans import leaves

SHORTEST = 3
"""Characters of a sub-answer from which on it does not stand in a text by chance."""
SIBLINGS = 6
"""Other tasks whose questions show what stands in a family's questions by chance."""
_WITHOUT = (
    "ask without it: name what is asked about by another field; where it stands there by chance, "
    "let `each` leave the row out"
)
_SAID = r"(?:such as|for example|for instance|e\.g\.|i\.e\.|like|say|=|:)\s*[`'\"“‘]?"


def leaks(bench: Bench, task: Task, counts: dict[str, int]) -> Iterator[Finding]:
    """The sub-answers of *task* that stand in its question, in the policy or in an offered document."""
    question = folded(task.question)
    policy = folded(bench.bundle.manifest.policy or "")
    for step in task.steps:
        for leaf in leaves(step.answer):
            writings = tuple(map(folded, ways_to_write(leaf)))
            if not writings:
                counts["unchecked_leaks"] += 1
                continue
            short = is_short(leaf)
            counts["short_leaks" if short else "leaks"] += 1
            if any(holds_word(w, question) for w in writings) and (
                not short or _unexplained(bench, task, step, writings)
            ):
                yield _in_question(bench.level, task.id, step.id, leaf, task.question)
            elif any((said_in if short else holds_word)(w, policy) for w in writings):
                yield Finding(
                    "TW0664",
                    bench.level,
                    task.id,
                    f"the sub-answer of `{step.id}` stands in the policy",
                    f"`{leaf}`",
                    "leave it out of the policy",
                    step=step.id,
                )
            for name in task.tools:
                text = bench.once(("document", name), partial(document_text, bench.machine.tools[name]))
                if any((said_in if short else holds_word)(w, text) for w in writings):
                    yield Finding(
                        "TW0665",
                        bench.level,
                        task.id,
                        f"the sub-answer of `{step.id}` stands in the document of `{name}`",
                        f"`{leaf}`",
                        "take an example that is no answer of a task",
                        tool=name,
                    )


@lru_cache(maxsize=4096, typed=True)
def is_short(leaf: Any) -> bool:
    """Whether a scalar is so short, as it may be written, that it stands in many a text by chance."""
    writings = ways_to_write(leaf)
    return bool(writings) and len(folded(writings[0])) < SHORTEST


def told_in_question(level: str, task_id: str, question: str, steps: Iterable[tuple[str, Any]]) -> Iterator[Finding]:
    """Of `leaks` what needs no other task: sub-answers, as (step, sub-answer), that stand in *question* at length."""
    for step, answer in steps:
        leaf = leaked(answer, question)
        if leaf is not None:
            yield _in_question(level, task_id, step, leaf, question)


def _in_question(level: str, task_id: str, step: str, leaf: Any, question: str) -> Finding:
    message = f"the sub-answer of `{step}` stands in the question"
    return Finding("TW0664", level, task_id, message, f"`{leaf}` in: {question}", _WITHOUT, step=step)


def leaked(answer: Any, text: str) -> Any:
    """The first part of *answer*, long enough not to stand there by chance, that stands in *text*; None without one."""
    for leaf in leaves(answer):
        writings = tuple(map(folded, ways_to_write(leaf)))
        if writings and len(writings[0]) >= SHORTEST and any(holds_word(w, folded(text)) for w in writings):
            return leaf
    return None


def document_text(tool: Tool) -> str:
    """All that the document of *tool* says in words, folded; without the members of enums, of which it lists all."""
    return folded(" \n ".join(_words(tool)))


def _words(tool: Tool) -> Iterator[str]:
    yield tool.name
    yield tool.doc
    for param in tool.params:
        yield param.name
        yield param.doc
        if not param.required and param.default is not None:
            yield f"= {param.default}"
        yield from _type_words(param.value)
    yield from _type_words(tool.result)


def _type_words(type_: irt.Type) -> Iterator[str]:
    match type_:
        case irt.EnumType(members=(only,)):
            yield only
        case irt.EnumType(docs=docs):
            yield from docs
        case irt.StrType(pattern=str(pattern)):
            yield pattern
        case irt.OptionalType(item=item) | irt.ListType(item=item):
            yield from _type_words(item)
        case irt.MapType(key=key, value=value):
            yield from _type_words(key)
            yield from _type_words(value)
        case irt.RecordType(fields=fields):
            for field in fields:
                yield field.name
                yield field.doc
                yield from _type_words(field.value)


def folded(text: str) -> str:
    """*text* for comparison: the case does not matter."""
    return text.casefold()


def stands_in(needle: str, text: str) -> bool:
    """Whether *needle* stands in *text* as whole words, whatever the case."""
    return holds_word(folded(needle), folded(text))


def holds_word(needle: str, text: str) -> bool:
    """Whether *needle* stands in *text* as whole words; both are folded."""
    return needle in text and _whole(needle).search(text) is not None


def said_in(needle: str, text: str) -> bool:
    """Whether *text* says *needle* as a value: in quotes, or after words that introduce an example; both are folded."""
    return needle in text and _said(needle).search(text) is not None


@lru_cache(maxsize=4096)
def _whole(needle: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?<!\d[.,]){re.escape(needle)}(?!\w)(?![.,]\d)")


@lru_cache(maxsize=1024)
def _said(needle: str) -> re.Pattern[str]:
    whole = rf"{re.escape(needle)}(?!\w)(?![.,]\d)"
    return re.compile(rf"(?<!\w){_SAID}{whole}|[`'\"“‘]{re.escape(needle)}[`'\"”’]")


def ways_to_write(value: Any) -> Sequence[str]:
    """The texts that say a scalar, the shortest of a number's or a day's first; none for what cannot leak."""
    if value is None or isinstance(value, bool):
        return ()
    if isinstance(value, int | float):
        return _ways_to_write_number(value)
    text = str(value).strip()
    if day := _day(text):
        month = day.strftime("%B")  # English month names: no locale is ever set
        return (text, f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}")
    return (text,) if text else ()


def _ways_to_write_number(value: float) -> Sequence[str]:
    number = int(value) if float(value).is_integer() else value
    plain = repr(number)
    ways = [plain]
    if abs(number) >= 1000:
        ways.append(f"{number:,}")
    if isinstance(value, float):
        ways.append(f"{value:.2f}")
        ways.append(f"{value:,.2f}")
    return tuple(dict.fromkeys(ways))


def _day(text: str) -> datetime.date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _unexplained(bench: Bench, task: Task, step: Step, writings: Sequence[str]) -> bool:
    """Whether a short text stands in this question, but in none of other tasks whose sub-answer is another one.

    A text that a golden argument holds stands there as part of what is asked.
    """
    given = " ".join(folded(str(leaf)) for s in task.steps for leaf in leaves(_plain(s.arguments)))
    if any(holds_word(w, given) for w in writings):
        return False
    others = [
        sibling
        for sibling in bench.siblings(task, SIBLINGS)
        if all(s.id != step.id or s.answer != step.answer for s in sibling.steps)
    ]
    return bool(others) and not any(holds_word(w, folded(other.question)) for other in others for w in writings)


def _plain(arguments: Mapping[str, Any]) -> Any:
    return dict(arguments)
