"""Packages that the settings of a training file need, held to what is installed, without importing any of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from toolwright.dsl.diagnostics import Diagnostic, error
from toolwright.dsl.diagnostics.findings import listed, near

from ..config import Config, Written

Modules = tuple[str, ...]
"""Names under which a package can be imported: one of them is enough."""

_TRACKERS: Final[Mapping[str, Modules]] = MappingProxyType(
    {"tensorboard": ("tensorboard", "tensorboardX"), "wandb": ("wandb",), "trackio": ("trackio",)}
)
# What transformers 5 looks for; where FlashAttention lacks, it takes the same from the package `kernels`.
_ATTENTION: Final[Mapping[str, Modules]] = MappingProxyType(
    {
        "eager": (),
        "sdpa": (),
        "flex_attention": (),
        "flash_attention_2": ("flash_attn", "kernels"),
        "flash_attention_3": ("flash_attn_interface", "kernels"),
        "flash_attention_4": ("flash_attn", "kernels"),
    }
)


def uninstalled(config: Config, written: Written) -> list[Diagnostic]:
    """Findings for settings of *config* whose package is not installed here, at the places where they stand."""
    return [*_sections(config, written), *_trackers(config, written), *_attention(config, written)]


def _sections(config: Config, written: Written) -> Iterator[Diagnostic]:
    if config.vllm and not _has(("vllm",)):
        message = "`[vllm]` generates with vLLM, which is not installed"
        help_text = "pip install 'toolwright[vllm]'; without `[vllm]` the trained model itself generates"
        yield error("TW0920", written.value(("vllm", "mode")), message, help=help_text)
    if config.lora and not _has(("peft",)):
        message = "`[lora]` needs peft, which is not installed"
        yield error("TW0920", written.key(("lora",)), message, help="pip install 'toolwright[lora]'")


def _trackers(config: Config, written: Written) -> Iterator[Diagnostic]:
    for number, tracker in enumerate(config.log.trackers):
        if not _has(_TRACKERS[tracker]):
            span = written.value(("log", "trackers", number))
            yield error("TW0920", span, f"`{tracker}` is not installed", help=f"pip install {tracker}")


def _attention(config: Config, written: Written) -> Iterator[Diagnostic]:
    name = config.model.attention
    if name is None:
        return
    span = written.value(("model", "attention"))
    # A name with a slash is a kernel of the hub.
    modules = ("kernels",) if "/" in name else _ATTENTION.get(name)
    if modules is None:
        guess = near(name, list(_ATTENTION))
        message = f"`attention` is {listed(list(_ATTENTION), 'or')}, or a kernel of the hub, and not `{name}`"
        yield error("TW0906", span, message, help=f"did you mean `{guess}`?" if guess else None)
    elif modules and not _has(modules):
        message = f"`{name}` needs a package that is not installed"
        help_text = f"pip install {modules[-1]}; without `attention` the library takes what is there"
        yield error("TW0920", span, message, help=help_text)
    elif modules and config.model.device == "cpu":
        message = f'`{name}` runs on GPUs alone, and the model is on processors (`device = "cpu"`)'
        yield error("TW0906", span, message, help="leave `attention` out")


def _has(modules: Modules) -> bool:
    return any(find_spec(module) for module in modules)
