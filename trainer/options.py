"""What all training runs of the recipe have in common: Hugging Face's options for a quiet run on CPUs."""

from __future__ import annotations

from typing import Any, Final

QUIET_ON_CPU: Final[dict[str, Any]] = {
    "lr_scheduler_type": "constant_with_warmup",
    "weight_decay": 0.0,
    "logging_steps": 1,
    "save_strategy": "no",
    "report_to": "none",
    "disable_tqdm": True,
    "use_cpu": True,
    "bf16": False,
    "gradient_checkpointing": False,
    "dataloader_pin_memory": False,
}
"""Options of `transformers.TrainingArguments`: every step is logged to callbacks, nothing to services, nothing kept."""
