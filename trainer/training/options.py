"""Options of TRL's own in a training file (`[grpo.trl]`), held to those that TRL has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from toolwright.dsl.diagnostics import Diagnostic, error
from toolwright.dsl.diagnostics.findings import near

from ..config import Config, Written

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


def unknown_options(config: Config, written: Written) -> list[Diagnostic]:
    """Findings for options that TRL does not have, or that have a name of ours.

    TRL is loaded where *config* has such options, and only then. Raises ImportError where it is not installed.
    """
    problems = []
    for stage in dict.fromkeys(config.order):
        section = getattr(config, stage)
        if section is None or not section.trl:
            continue
        options: Any = getattr(import_module("trl"), _CLASSES[stage])
        known = [each.name for each in fields(options)]
        for name in section.trl:
            span = written.key((stage, "trl", name))
            if name in _OURS:
                message = f"`{name}` of TRL is said by `{_OURS[name]}`"
                problems.append(error("TW0906", span, message, help=f"write `{_OURS[name]}`"))
            elif name not in known:
                guess = near(name, known)
                message = f"TRL's {_CLASSES[stage]} has no option `{name}`"
                problems.append(error("TW0905", span, message, help=f"did you mean `{guess}`?" if guess else None))
    return problems
