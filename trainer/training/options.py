"""Options of TRL's own in a training file (`[grpo.trl]`), held to those that TRL has and to what it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, TypeAlias, get_type_hints

from pydantic import TypeAdapter, ValidationError

from toolwright.dsl.diagnostics import Diagnostic, error
from toolwright.dsl.diagnostics.findings import listed, near

from ..config import Config, Written
from .stage import on_processors
from .words import words_of, wrong_word

_CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    {"sft": "SFTConfig", "grpo": "GRPOConfig", "reinforce": "GRPOConfig", "dpo": "DPOConfig", "kto": "KTOConfig"}
)
"""Stage to what TRL calls its options."""
_OURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "max_steps": "steps",
        "output_dir": "out",
        "seed": "seed",
        "num_generations": "generations",
        "per_device_train_batch_size": "micro_batch",
        "gradient_accumulation_steps": "batch_size",
        "steps_per_generation": "updates",
        "generation_batch_size": "updates",
        "max_tool_calling_iterations": "max_turns",
        "save_steps": "[checkpoint] every",
        "report_to": "[log] trackers",
    }
)
"""Options that must be told by our own names, since more hangs on them."""


def refused_options(config: Config, written: Written) -> list[Diagnostic]:
    """Findings for options that TRL does not have, that have a name of ours, or whose values it does not take.

    TRL is loaded where *config* has such options, and only then. Raises ImportError where it is not installed.
    """
    problems = []
    for stage in dict.fromkeys(config.order):
        section = getattr(config, stage)
        if section is None or not section.trl:
            continue
        options: Any = getattr(import_module("trl"), _CLASSES[stage])
        told = _unknown(options, section.trl) or _mistyped(options, section.trl)
        cpu = on_processors(config.model)
        told = told or _unfit(options, section.trl, cpu) or _unlisted(options, section.trl, cpu)
        problems += [
            error(code, written.key((stage, "trl", name)), message, help=mend) for code, name, message, mend in told
        ]
    return problems


_Told: TypeAlias = tuple[str, str, str, str | None]
"""A code, the option that is at fault, what is wrong with it, and how to mend it."""


def _unknown(options: Any, given: Mapping[str, Any]) -> list[_Told]:
    """Names that TRL does not have or that are ours."""
    known = [each.name for each in fields(options)]
    told: list[_Told] = []
    for name in given:
        if name in _OURS:
            told.append(("TW0906", name, f"`{name}` of TRL is said by `{_OURS[name]}`", f"write `{_OURS[name]}`"))
        elif name not in known:
            guess = near(name, known)
            message = f"TRL's {options.__name__} has no option `{name}`"
            told.append(("TW0905", name, message, f"did you mean `{guess}`?" if guess else None))
    return told


def _mistyped(options: Any, given: Mapping[str, Any]) -> list[_Told]:
    """Values of another type than TRL declares: it does not look itself, and stumbles over them later or never."""
    types = get_type_hints(options)
    told: list[_Told] = []
    for name, value in given.items():
        try:
            TypeAdapter(types[name]).validate_python(value)
        except ValidationError as problem:
            reason = problem.errors()[0]["msg"]
            told.append(("TW0906", name, f"TRL's `{name}` is not {value!r}: {_sentence(reason)}", None))
    return told


def _unfit(options: Any, given: Mapping[str, Any], cpu: bool) -> list[_Told]:
    """The option that TRL and transformers refuse in their own words, if they refuse what is *given*."""
    reason = _refusal(options, given, cpu)
    if reason is None:
        return []
    # They look at all options together and name none, so the one at fault is the one without which all is well.
    without = (name for name in given if not _refusal(options, {k: v for k, v in given.items() if k != name}, cpu))
    name = next(without, next(iter(given)))
    return [("TW0906", name, f"TRL does not take `{name} = {given[name]!r}`: {_sentence(reason)}", None)]


def _unlisted(options: Any, given: Mapping[str, Any], cpu: bool) -> list[_Told]:
    """Words that are none of those that an option may be, where the libraries take *given* at first."""
    made = _made(options, given, cpu)
    told: list[_Told] = []
    for name, words in words_of(options).items():
        # Of an old name, which they take still, the options hold what it is called now.
        wrong = wrong_word(getattr(made, name), words) if name in given else None
        if wrong is not None:
            guess = near(wrong, words)
            mend = f"did you mean `{guess}`?" if guess else f"write {listed(words, 'or')}"
            told.append(("TW0906", name, f"TRL's `{name}` is not {wrong!r}", mend))
    return told


def _made(options: Any, given: Mapping[str, Any], cpu: bool) -> Any:
    """TRL's own options from *given* and the least that a run sets itself."""
    base: dict[str, Any] = {"output_dir": ".", "report_to": "none"}
    if cpu:
        base |= {"use_cpu": True, "bf16": False}
    return options(**{**base, **given})


def _refusal(options: Any, given: Mapping[str, Any], cpu: bool) -> str | None:
    """What the libraries say against *given*."""
    from transformers import GenerationConfig, Trainer

    try:
        made = _made(options, given, cpu)
        Trainer.get_optimizer_cls_and_kwargs(made)
        if cache := getattr(made, "cache_implementation", None):
            GenerationConfig(cache_implementation=cache)
    # Checks of theirs that are spread over many places and raise what they like; none of it is ours.
    except Exception as problem:
        return str(problem).strip() or type(problem).__name__
    return None


def _sentence(text: str) -> str:
    """The first line of *text*, short and without a full stop."""
    line = text.splitlines()[0].rstrip(".")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


_LONGEST: Final = 300
