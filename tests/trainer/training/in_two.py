"""What `test_processes` launches as two processes: a run, and the same run stopped in its second stage and gone on.

accelerate launch --config_file configs/cpus.yaml in_two.py CONFIG WHOLE STOPPED
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

from transformers import Trainer

from toolwright.cli import run
from toolwright.trainer.training.callbacks import WholeCallback
from toolwright.trainer.training.stage import is_main, processes

save_random_numbers, mark = Trainer._save_rng_state, WholeCallback.on_save


def late(self: Any, folder: str) -> None:
    """The second process is slow to write."""
    if not is_main():
        time.sleep(0.2)
    save_random_numbers(self, folder)


def stopping(self: Any, args: Any, state: Any, control: Any, **rest: Any) -> None:
    """Stop behind the first checkpoint of the second stage, which is whole."""
    mark(self, args, state, control, **rest)
    folder = Path(args.output_dir) / f"checkpoint-{state.global_step}"
    if is_main():
        assert (folder / "whole.json").exists()
        assert {path.name for path in folder.glob("rng_state*")} == {"rng_state_0.pth", "rng_state_1.pth"}
    if "grpo" in args.output_dir:
        raise KeyboardInterrupt


def main(config: str, whole: str, stopped: str) -> int:
    """The highest of the exit codes, but for that of what was stopped."""
    assert processes() == 2
    codes = [run(["train", config, "-o", whole])]
    with patch.object(Trainer, "_save_rng_state", late), patch.object(WholeCallback, "on_save", stopping):
        assert run(["train", config, "-o", stopped]) == 130
    codes.append(run(["train", config, "-o", stopped, "--resume"]))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
