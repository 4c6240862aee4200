"""Low-rank additions: what a stage trains in the place of the weights, and the model that they make with these."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..config.models import LoraSection, ModelSection
from .stage import StageRun, Unfit
from .start import load


def adapters(run: StageRun) -> Any:
    """The low-rank additions that the run asks for, None for all weights. Raises Unfit where they cannot be had."""
    if run.lora is None:
        return None
    try:
        from peft import LoraConfig
    except ImportError as problem:
        raise Unfit(f"`[lora]` needs peft: pip install 'toolwright[lora]' ({problem})") from None
    return LoraConfig(
        r=run.lora.rank,
        lora_alpha=run.lora.alpha,
        lora_dropout=run.lora.dropout,
        target_modules=run.lora.targets,
        task_type="CAUSAL_LM",
    )


def merged(start: str, adapter: Path, settings: ModelSection) -> Any:
    """The model at *start* with the additions in the folder *adapter* in its weights.

    Both come from disk, so that it makes no difference over how many processes the trained model was spread.
    """
    from peft import PeftModel

    model, _ = load(start, settings)
    return PeftModel.from_pretrained(model, str(adapter)).merge_and_unload()


def targeted(model: Any, settings: LoraSection | None) -> None:
    """See that *model* has the modules that additions are asked for. Raises Unfit where one is missing."""
    if settings is None or isinstance(settings.targets, str):
        return
    modules = dict(model.named_modules())
    for target in settings.targets:
        if not any(name == target or name.endswith(f".{target}") for name in modules):
            known = {name.rpartition(".")[2] for name, module in modules.items() if hasattr(module, "in_features")}
            raise Unfit(f"`[lora] targets`: the model has no module `{target}`; it has {', '.join(sorted(known))}")
