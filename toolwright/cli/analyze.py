"""`toolwright analyze`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from toolwright.runtime.writing import whole_folder

from .bundles import environment, load_all
from .console import Advance, progress, result_console
from .libraries import quiet, without_extra
from .writing import apart

if TYPE_CHECKING:
    from toolwright.trainer.analysis.compare import Pair
    from toolwright.trainer.analysis.graft import Graft, Selection
    from toolwright.trainer.analysis.worth import Exam, Gain

_PATH = click.Path(path_type=Path)
_GRAFTS: Final = "grafts"
_FILES: Final = ("tensors.csv", "analysis.json", "heatmap.png", "gain.json")


@click.command()
@click.argument("before", type=_PATH)
@click.argument("after", type=_PATH)
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write.")
@click.option("--graft", "chosen", multiple=True, metavar="WHERE", help="Graft the change of `layers=0-2:modules=mlp`.")
@click.option("--controls", type=click.IntRange(0), default=2, show_default=True, help="Random changes a graft.")
@click.option("--eval", "bundles", multiple=True, metavar="BUNDLE", help="Play BUNDLE with every graft.")
@click.option("--level", default="base", show_default=True, help="Level of --eval.")
@click.option("--limit", type=click.IntRange(1), help="Most tasks of each bundle of --eval.")
@click.option("--max-tokens", type=click.IntRange(1), default=256, show_default=True, help="Most tokens of a turn.")
@click.option("--keep-models", is_flag=True, help="Keep the models that --eval has played with.")
def command(
    before: Path,
    after: Path,
    out: Path,
    chosen: tuple[str, ...],
    controls: int,
    bundles: tuple[str, ...],
    level: str,
    limit: int | None,
    max_tokens: int,
    keep_models: bool,
) -> int:
    """Say what training changed: BEFORE and AFTER are checkpoints (safetensors), AFTER may be a LoRA adapter.

    OUT gets tensors.csv, analysis.json and heatmap.png. With --graft it gets a model that has the change there alone
    (`only`), one that lacks it there (`without`), and controls with random changes of the same norms; with --eval these
    are played, and the share of the gain in Solve-F1 that each has goes to gain.json. All of it takes the place of what
    an earlier analysis left there, once it is done.
    Example: toolwright analyze run/sft run/grpo -o analysis --graft layers=0-2 --eval build/city_population
    """
    quiet()
    try:
        from toolwright.trainer.analysis import graft, heatmap, tables
        from toolwright.trainer.analysis.checkpoint import CheckpointError
        from toolwright.trainer.analysis.compare import compare, open_pair
    except ImportError as problem:
        raise without_extra("analyze", "train", problem) from None
    if bundles and not chosen:
        raise click.UsageError("--eval plays grafts; name one with --graft")
    apart(out / _GRAFTS, (*before.resolve().parents, *after.resolve().parents))
    try:
        pair = open_pair(before, after)
        selections = [graft.selection(text) for text in dict.fromkeys(chosen)]
        for selection in selections:
            graft.check(selection, pair)
        exam = _exam(bundles, level, limit, max_tokens) if bundles else None
        if exam is not None:
            _playable(before, after)
        with whole_folder(out, _FILES, (_GRAFTS,)) as folder:
            with progress() as advance:
                comparison = compare(pair, advance)
            (folder / "tensors.csv").write_text(tables.to_csv(comparison), encoding="utf-8")
            _write_json(tables.to_json(comparison), folder / "analysis.json")
            heatmap.heatmap(comparison, folder / "heatmap.png", f"{before} to {after}")
            console = result_console()
            for table in tables.render(comparison):
                console.print(table)
            for name, lone in (("BEFORE", comparison.only_before), ("AFTER", comparison.only_after)):
                if lone:
                    said = f"only {name} has {lone[0]}, and {len(lone)} tensors in all that are not compared"
                    click.echo(said, err=True)
            if selections:
                _grafts(pair, selections, controls, folder, exam, after, keep_models)
    except (CheckpointError, graft.SelectionError) as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as problem:
        raise click.ClickException(f"{problem.filename or out}: {problem.strerror or problem}") from None
    click.echo(f"wrote {out}", err=True)
    return 0


def _exam(bundles: tuple[str, ...], level: str, limit: int | None, max_tokens: int) -> Exam:
    from toolwright.trainer.analysis.worth import Exam

    environments = tuple(environment(bundle, level) for bundle in load_all(bundles))
    return Exam(environments, limit, max_new_tokens=max_tokens)


def _playable(*models: Path) -> None:
    from toolwright.trainer.analysis.adapter import is_adapter
    from toolwright.trainer.analysis.graft import loadable

    for model in models:
        if not is_adapter(model) and not loadable(model):
            raise click.ClickException(f"{model} has no config.json, so that it cannot be played with")


def _grafts(
    pair: Pair,
    selections: list[Selection],
    controls: int,
    out: Path,
    exam: Exam | None,
    after: Path,
    keep: bool,
) -> None:
    from toolwright.trainer.analysis import graft

    models = {selection: list(graft.grafts(selection, controls)) for selection in selections}
    if exam is None:
        with progress() as advance:
            for done, each in enumerate(each for of_one in models.values() for each in of_one):
                graft.write(pair, each, _folder(out, each))
                advance("grafting", done + 1, sum(map(len, models.values())))
        return
    from toolwright.trainer.analysis.worth import Gain, render, worth

    with progress() as advance:
        players = _Players(pair, exam, out, keep, advance, 2 + sum(map(len, models.values())))
        scores = players.whole(pair.before.path), players.whole(after)
        gain = Gain(*scores, tuple(worth(s.text, made, players.grafted) for s, made in models.items()))
    _write_json(gain.to_json(), out / "gain.json")
    result_console().print(render(gain))
    _no_gain(gain)


class _Players:
    """Models that are played one after the other."""

    def __init__(self, pair: Pair, exam: Exam, out: Path, keep: bool, advance: Advance, total: int) -> None:
        self._pair, self._exam, self._out, self._keep = pair, exam, out, keep
        self._advance, self._total, self._done = advance, total, 0

    def whole(self, model: Path) -> float:
        """Solve-F1 of the model before or after."""
        from toolwright.trainer.analysis.adapter import is_adapter
        from toolwright.trainer.analysis.graft import Graft, everything

        if is_adapter(model):
            return self.grafted(Graft("only", everything()))
        return self._played(model)

    def grafted(self, graft: Graft) -> float:
        """Solve-F1 of a graft, which is on disk only while it is played."""
        from toolwright.trainer.analysis.graft import write

        with _kept(_folder(self._out, graft), self._keep) as folder:
            write(self._pair, graft, folder)
            return self._played(folder)

    def _played(self, model: Path) -> float:
        try:
            score = self._exam.solve_f1(model)
        except (OSError, ValueError) as problem:
            said = str(problem).splitlines()[0]
            raise click.ClickException(f"{model} cannot be played, for its model or tokenizer: {said}") from None
        self._done += 1
        self._advance("playing", self._done, self._total)
        return score


@contextmanager
def _kept(folder: Path, keep: bool) -> Iterator[Path]:
    try:
        yield folder
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
            # The folders around it, once they hold nothing.
            with suppress(OSError):
                folder.parent.rmdir()
                folder.parent.parent.rmdir()


def _folder(out: Path, graft: Graft) -> Path:
    return out / _GRAFTS / graft.chosen.slug / graft.name


def _no_gain(gain: Gain) -> None:
    if gain.after <= gain.before:
        click.echo("AFTER solves no more than BEFORE: there is no gain to share", err=True)


def _write_json(value: object, path: Path) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
