"""A run's folder: what a stopped run leaves behind, and how the next one finds its way in it.

config.toml          the configuration as it was resolved
events.jsonl         every line of figures, one an optimizer step and stage
model/               the model that `path = "tiny"` made
stages/1-sft/        checkpoints while it runs; `model/` when it is done,
                     with `[lora]` `adapter/`, what it added to the model before; and what it learned from:
                     prefixes.json, unsolved.json, preferences.json
rollouts/2-grpo/     the rollouts of each generated batch
eval/                tables, before and after each stage
report.md, curves.png
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from toolwright.runtime.writing import write_whole

from ..logs import StepLog
from .stage import is_main

_DONE: Final = "done.json"


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Reads and writes the parts of one run's folder."""

    path: Path

    @property
    def config(self) -> Path:
        """The resolved configuration."""
        return self.path / "config.toml"

    def stage(self, name: str) -> Path:
        """The folder of a stage."""
        return self.path / "stages" / name

    def model(self, name: str) -> Path | None:
        """The model that a stage ended with; None where it has not ended."""
        folder = self.stage(name) / "model"
        return folder if (folder / _DONE).exists() else None

    def adapter(self, name: str) -> Path:
        """Where the low-rank additions of a stage are kept."""
        return self.stage(name) / "adapter"

    def finish(self, name: str, save: Callable[[Path], None]) -> Path:
        """Let *save* write a stage's model, say that it is whole, and drop the stage's checkpoints.

        Called in all processes, as saving is.
        """
        folder = self.stage(name) / "model"
        save(folder)
        if not is_main():
            return folder
        write_json(folder / _DONE, {})
        for checkpoint in self.stage(name).glob("checkpoint-*"):
            shutil.rmtree(checkpoint)
        return folder

    def logger(self, name: str, say: Callable[[StepLog], None]) -> Callable[[StepLog], None]:
        """Appends figures of a stage to `events.jsonl`, and says them."""

        def log(entry: StepLog) -> None:
            # A trainer's last log sums the run up and has no step of its own.
            if "loss" not in entry.values:
                return
            line = {"stage": name, "step": entry.step, "total": entry.total, **entry.values}
            with (self.path / "events.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, sort_keys=True) + "\n")
            say(entry)

        return log

    def events(self) -> list[dict[str, Any]]:
        """The lines of `events.jsonl`; one that was cut off is left out."""
        path = self.path / "events.jsonl"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return [event for event in map(_event, lines) if event is not None]

    def forget_after(self, name: str, step: int) -> None:
        """Drop figures and rollouts of stage *name* from behind *step*: they will come again."""
        kept = [event for event in self.events() if event["stage"] != name or event["step"] <= step]
        text = "".join(json.dumps(event, sort_keys=True) + "\n" for event in kept)
        write_text(self.path / "events.jsonl", text)
        for file in (self.path / "rollouts" / name).glob("*.jsonl"):
            if int(file.name.split("-")[0]) >= step:
                file.unlink()

    def recorder(self, name: str, rank: int) -> Callable[[int, list[dict[str, Any]]], None]:
        """Writes the rollouts of each generated batch of a stage to a file of its own."""

        def record(step: int, rollouts: list[dict[str, Any]]) -> None:
            text = "".join(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in rollouts)
            write_text(self.path / "rollouts" / name / f"{step:06}-{rank}.jsonl", text)

        return record

    def kept(self, part: str, make: Callable[[], Any]) -> Any:
        """The plain data under *part*, made if a run did not leave it behind."""
        path = self.path / part
        if not path.exists():
            write_json(path, make())
        return json.loads(path.read_text("utf-8"))


def unwritable(path: Path) -> str | None:
    """Why the folder *path* cannot be made or written to; None where it can. Nothing is made."""
    there = next(each for each in (path.absolute(), *path.absolute().parents) if each.exists() or each.is_symlink())
    if not there.is_dir():
        return f"{there} is not a directory" if there.exists() else f"{there} is a link to nothing"
    return None if os.access(there, os.W_OK | os.X_OK) else f"{there} may not be written to"


def write_json(path: Path, value: Mapping[str, Any] | Sequence[Any]) -> None:
    """Write plain data, whole or not at all."""
    write_text(path, json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode("utf-8"))


def _event(line: str) -> dict[str, Any] | None:
    try:
        event: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    return event
