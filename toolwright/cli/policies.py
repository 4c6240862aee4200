"""Policies named on the command line."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

from toolwright.trainer.policies import AnyPolicy, GoldenPolicy, Manner, NoisyPolicy, Policy, RandomPolicy, Sampling
from toolwright.trainer.policies.exploits import EXPLOITS, exploit_policy, wrong_policy

from .libraries import quiet, without_extra

_SCRIPTED: Final[Mapping[str, Callable[[], Policy]]] = {
    "golden": GoldenPolicy,
    "noisy": NoisyPolicy,
    "random": RandomPolicy,
    "wrong": wrong_policy,
}

_ENDPOINT: Final = re.compile(r"(?P<model>.+)@(?P<url>https?://.+)")

POLICY_HELP: Final = (
    "golden, noisy, random, wrong, exploit (all of the suite), exploit:NAME, openai:MODEL@URL for a server that speaks "
    "OpenAI's chat completions, hf:PATH for a transformers model, vllm:PATH for vLLM in this process."
)
"""What `--policy` takes."""


@dataclass(frozen=True, slots=True)
class PolicyOptions:
    """What models are played with."""

    sampling: Sampling = field(default_factory=Sampling)
    seed: int = 0
    timeout: float = 120.0
    """Seconds for one request to a server."""
    retries: int = 6
    """So often a request is sent again."""
    key_from: str = "OPENAI_API_KEY"
    """Name of the environment variable with a server's key."""
    manner: Manner = field(default_factory=Manner)


def make_policies(text: str, options: PolicyOptions) -> list[AnyPolicy]:
    """The policies that an option names, to be played one after the other. Raises click.ClickException."""
    if text in _SCRIPTED:
        return [_SCRIPTED[text]()]
    if text == "exploit":
        return [wrong_policy(), *map(exploit_policy, EXPLOITS)]
    kind, _, rest = text.partition(":")
    if kind == "exploit":
        if rest in EXPLOITS:
            return [exploit_policy(rest)]
        raise click.ClickException(f"there is no exploit `{rest}`; there are {', '.join(EXPLOITS)}")
    if kind == "openai" and rest:
        return [_endpoint(rest, options)]
    if kind == "hf" and rest:
        return [_transformers(rest, options)]
    if kind == "vllm" and rest:
        return [_vllm(rest, options)]
    raise click.ClickException(
        f"there is no policy `{text}`; write {', '.join(_SCRIPTED)}, exploit, exploit:NAME, openai:MODEL@URL, hf:PATH "
        "or vllm:PATH"
    )


def model_stamp(text: str) -> str | None:
    """Tells a model's files from those that stood at the same path before, by their sizes and times; None without any.

    *text* is what `--policy` was given.
    """
    kind, _, path = text.partition(":")
    if kind not in ("hf", "vllm") or not path:
        return None
    try:
        found = [(file.name, file.stat()) for file in sorted(Path(path).iterdir()) if file.is_file()]
    except OSError:
        return None  # a name of the hub, or a mistake that loading tells
    said = json.dumps([(name, stat.st_size, stat.st_mtime_ns) for name, stat in found])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _endpoint(rest: str, options: PolicyOptions) -> AnyPolicy:
    named = _ENDPOINT.fullmatch(rest)
    if named is None:
        raise click.ClickException("an endpoint is written openai:MODEL@URL, as openai:qwen@http://127.0.0.1:8000/v1")
    try:
        from toolwright.trainer.policies.openai import OpenAIPolicy, Patience
    except ImportError as problem:
        raise without_extra("an endpoint", "openai", problem) from None
    try:
        return OpenAIPolicy(
            named["model"],
            named["url"],
            key=os.environ.get(options.key_from) or None,
            sampling=options.sampling,
            patience=Patience(timeout=options.timeout, retries=options.retries),
            manner=options.manner,
        )
    except ValueError as problem:
        raise click.ClickException(str(problem)) from None


def _see_model(path: str) -> None:
    """See that *path* can be a model, before what plays it is loaded. Raises click.ClickException."""
    from toolwright.trainer.model_places import may_be_on_the_hub, meant_instead

    folder = Path(path)
    if not folder.is_dir() and not may_be_on_the_hub(path):
        raise click.ClickException(f"there is no folder {path}; name that of a model, or a model of the hub")
    if folder.is_dir() and not (folder / "config.json").exists():
        meant = meant_instead(folder)
        hint = f"; did you mean {meant}?" if meant else ""
        raise click.ClickException(f"{folder} holds no model (config.json){hint}")


def _transformers(path: str, options: PolicyOptions) -> AnyPolicy:
    _see_model(path)
    quiet()
    try:
        from toolwright.trainer.policies.hf import HFPolicy
    except ImportError as problem:
        raise without_extra("a transformers model", "train", problem) from None
    sampling = options.sampling
    try:
        return HFPolicy.load(
            path,
            temperature=sampling.temperature,
            max_new_tokens=sampling.max_tokens,
            seed=options.seed,
            manner=options.manner,
        )
    except (OSError, ValueError) as problem:
        raise click.ClickException(f"{path} cannot be played, for its model or tokenizer: {problem}") from None


def _vllm(path: str, options: PolicyOptions) -> AnyPolicy:
    _see_model(path)
    try:
        from toolwright.trainer.policies.vllm import VLLMPolicy
    except ImportError as problem:
        raise without_extra("vLLM", "vllm", problem) from None
    try:
        return VLLMPolicy.load(path, options.sampling, options.manner)
    except (OSError, ValueError, RuntimeError) as problem:
        raise click.ClickException(f"vLLM cannot play {path}: {problem}") from None
