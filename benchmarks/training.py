"""What the environment costs of a training step: GRPO on whole episodes, step by step, with the breakdown.

    python -m benchmarks.training [--steps N] [--hidden H] [--layers L]

Times are CPU seconds of this process on one thread, so a busy machine does not matter. The model is small, which is the
worst case for the environment: a model of seven billion parameters takes far longer, and the environment the same.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

FLOOR: Final = 0.02
"""The environment takes less of a step than this."""
SPECS: Final = ("city_population", "shop_orders")


def main() -> None:
    """Print the breakdown; exits 1 where the environment takes more than its share."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--sft", type=int, default=60, help="steps on golden plans before, so that tools are called")
    options = parser.parse_args()
    os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
    os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
    warnings.filterwarnings("ignore")
    spent, steps, calls = measure(options.steps, options.hidden, options.layers, options.sft)
    whole = spent["step"]
    parts = {name: seconds for name, seconds in spent.items() if name != "step"}
    parts["forward, backward, update and the rest"] = whole - sum(parts.values())
    for name, seconds in parts.items():
        print(f"{name:42} {seconds / steps * 1000:9.1f} ms a step {seconds / whole:7.2%}")
    share = sum(spent[f"environment: {name}"] for name in ("reset", "call", "score")) / whole
    print(f"{'a step of 48 rollouts':42} {whole / steps * 1000:9.1f} ms, {calls:.1f} calls a rollout")
    print(f"the environment takes {share:.2%} of a step; the floor is {FLOOR:.0%}")
    raise SystemExit(share >= FLOOR)


def measure(steps: int, hidden: int, layers: int, sft_steps: int) -> tuple[dict[str, float], int, float]:
    """CPU seconds by part over *steps* steps, and calls a rollout. The first step is not counted."""
    import torch
    from transformers import set_seed

    from toolwright.compiler import compile_program, write_folder
    from toolwright.dsl.check import check
    from toolwright.runtime import Bundle
    from toolwright.trainer.config.models import GrpoSection, SftSection
    from toolwright.trainer.environment import EpisodeSource
    from toolwright.trainer.policies import GoldenPolicy
    from toolwright.trainer.tasks import play
    from toolwright.trainer.tiny import build_model, build_tokenizer
    from toolwright.trainer.training.rollouts import RolloutRun, rollout_trainer
    from toolwright.trainer.training.sft import demonstration_rows, train_sft
    from toolwright.trainer.training.stage import StageRun
    from toolwright.trainer.training.start import golden_texts

    class Disk:
        def read(self, path: str) -> bytes:
            return Path(path).read_bytes()

    torch.set_num_threads(1)
    specs = Path(__file__).parents[1] / "specs"
    with tempfile.TemporaryDirectory() as folder:
        bundles = []
        for name in SPECS:
            program = check((specs / name / f"{name}.tool").as_posix(), Disk()).program
            assert program is not None
            files = compile_program(program).files
            assert files is not None
            write_folder(files, Path(folder) / name)
            bundles.append(Bundle.load(Path(folder) / name))
        source = EpisodeSource(bundles, clock=time.process_time)
        tasks = [(name, level, task) for (name, level), each in source.environments.items() for task in each.tasks]
        tokenizer = build_tokenizer(golden_texts(source.environments, tasks))
        set_seed(0)
        model = build_model(tokenizer, hidden=hidden, layers=layers)
        played = play(source.environments, tasks, GoldenPolicy())
        rows = demonstration_rows([each.trajectory for each in played], [source.documents(*ref) for ref in tasks])
        sft = SftSection(steps=sft_steps, learning_rate=3e-3, warmup_steps=10, max_length=1024)
        train_sft(model, tokenizer, rows, sft, StageRun(Path(folder) / "sft", 0))
        grpo = GrpoSection(steps=steps + 1, batch_size=48, generations=8, learning_rate=1e-5, max_completion_length=320)
        trainer: Any = rollout_trainer(
            model, tokenizer, source.rows(tasks), grpo, StageRun(Path(folder) / "grpo", 0), RolloutRun(source)
        )
        spent: dict[str, float] = {}
        calls: list[float] = []
        _clocked(trainer, "_generate_single_turn", "generation", spent)
        _clocked(trainer, "_tokenize_prompts", "templates and tokens of prompts", spent)
        _clocked(trainer, "_get_tool_suffix_ids", "templates and tokens of observations", spent)
        original: Callable[..., Any] = trainer.training_step

        def step(*given: Any, **named: Any) -> Any:
            if trainer.state.global_step == 1:
                # The first step pays for what is made once.
                spent.clear()
                source.spent.update(dict.fromkeys(source.spent, 0.0))
            started = time.process_time()
            try:
                return original(*given, **named)
            finally:
                spent["step"] = spent.get("step", 0.0) + time.process_time() - started
                calls.append(trainer._judge.measures()["calls"])

        trainer.training_step = step
        trainer.train()
    spent |= {f"environment: {name}": seconds for name, seconds in source.spent.items()}
    return spent, steps, sum(calls[1:]) / steps


def _clocked(trainer: Any, name: str, part: str, spent: dict[str, float]) -> None:
    """Count the CPU seconds that a method of *trainer* takes."""
    original = getattr(trainer, name)

    def method(*given: Any, **named: Any) -> Any:
        started = time.process_time()
        try:
            return original(*given, **named)
        finally:
            spent[part] = spent.get(part, 0.0) + time.process_time() - started

    setattr(trainer, name, method)


if __name__ == "__main__":
    main()
