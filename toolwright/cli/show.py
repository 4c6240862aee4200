"""`toolwright show`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from toolwright.runtime import Bundle, BundleError

from .bundles import load, load_all, task_named
from .console import result_console
from .figures import figures_table, proofs_table, stages_told
from .safe import safe
from .trajectories import trajectory_files
from .writing import apart, named


@click.command()
@click.argument("shown", nargs=-1, required=True, metavar="BUNDLE | FILE.jsonl|FOLDER... BUNDLE...")
@click.option("--task", help="Show one task with its plan, or its episodes alone.")
@click.option("--level", help="Level of the task.  [default: base]")
@click.option("--stages", is_flag=True, help="Show which tools were written and merged, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest and the report as JSON.")
@click.option("--failed", is_flag=True, help="Of FILE.jsonl: only episodes that lack a step, the answer or the goal.")
@click.option("--limit", type=click.IntRange(1), help="Of FILE.jsonl: at most so many episodes.")
@click.option("--full", is_flag=True, help="Of FILE.jsonl: texts and observations uncut.")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Of FILE.jsonl: write one page that needs no network.",
)
def command(
    shown: tuple[str, ...],
    task: str | None,
    level: str | None,
    stages: bool,
    as_json: bool,
    failed: bool,
    limit: int | None,
    full: bool,
    html: Path | None,
) -> int:
    """Show what a bundle holds: levels, kinds, tools, what was proved; or one task; or recorded episodes.

    Episodes are those of FILE.jsonl, and of all such files in FOLDER (as that of a training run), of the bundles named
    with them; their calls are run again, so that what is shown is what happens, with the step that each call solved and
    the reward of each turn.
    Examples: toolwright show build/shop_orders;
    toolwright show build/shop_orders --task cancel_the_open_order/1;
    toolwright show --stages build/museum_night;
    toolwright show golden.jsonl build/shop_orders --failed --html episodes.html
    """
    files, bundles = _told_apart(shown)
    if files:
        if stages or as_json or level is not None:
            raise click.ClickException("only bundles take --stages, --json and --level; episodes say their level")
        if not bundles:
            raise click.ClickException(
                f"which bundle are the episodes of {shown[0]} of? Name it: show {shown[0]} BUNDLE..."
            )
        from .episodes import show_episodes

        if html is not None:
            named(html)
            apart(html, (*files, *map(Path, bundles)))
        of = load_all(bundles)
        if task is not None:
            task_named(task, (each for bundle in of for each in bundle.level().tasks))
        return show_episodes(files, of, task=task, failed=failed, limit=limit, full=full, html=html)
    if len(bundles) > 1 or failed or limit or full or html:
        raise click.ClickException(
            "only episodes of a FILE.jsonl take more bundles, --failed, --limit, --full or --html"
        )
    loaded = load(bundles[0])
    if task is not None:
        return _show_task(loaded, task, level or "base")
    report = json.loads(loaded.files["report.json"])
    report["levels"] = {name: report["levels"][name] for name in loaded.level_names}
    if as_json:
        click.echo(json.dumps({"manifest": loaded.manifest.model_dump(mode="json"), "report": report}, sort_keys=True))
        return 0
    from rich.text import Text

    console = result_console()
    if stages:
        rows, none = report["stages"], "No tool was written or merged."
        for line in stages_told(rows, loaded.line_map()) if rows else (none,):
            console.print(line)
        return 0
    manifest = loaded.manifest
    console.print(Text(safe(f"{manifest.title}  ({loaded.name} {manifest.version}, {loaded.id[:12]})"), "bold"))
    console.print(figures_table(report))
    console.print(proofs_table(report))
    console.print("words: words and marks of the documents as models read them, no model's tokens", style="dim")
    return 0


def _told_apart(shown: Iterable[str]) -> tuple[list[Path], list[str]]:
    """The trajectory files, and the bundles. Raises click.ClickException."""
    files: list[Path] = []
    bundles = []
    for each in shown:
        found = trajectory_files(Path(each))
        if found is None:
            bundles.append(each)
        else:
            files += found
    return list(dict.fromkeys(files)), bundles


def _show_task(loaded: Bundle, name: str, level: str) -> int:
    try:
        of_level = loaded.level(level)
    except BundleError as problem:
        raise click.ClickException(str(problem)) from None
    from toolwright.compiler.effects import Effects
    from toolwright.compiler.source_text import source_text

    task = of_level.tasks[task_named(name, of_level.tasks)]
    writes = Effects(loaded).of(task)
    click.echo(f"{task.id}  ({task.kind}, level {level})\n")
    if loaded.manifest.policy:
        click.echo(safe(f"policy: {loaded.manifest.policy}\n"))
    click.echo(safe(f"{task.question}\n"))
    for number, step in enumerate(task.steps, start=1):
        after = f"  (after {', '.join(step.after)})" if step.after else ""
        click.echo(safe(f"{number}. {step.id}{after}: {step.question}"))
        click.echo(safe(f"   {step.tool}({json.dumps(step.arguments, ensure_ascii=False)})"))
        click.echo(safe(f"   = {json.dumps(step.answer, ensure_ascii=False)}"))
        for line in writes.get(step.id, ()):
            click.echo(safe(f"   {line}"))
    click.echo(safe(f"\nanswer: {json.dumps(task.answer_data.value, ensure_ascii=False)}"))
    if task.goal is not None:
        click.echo(safe(f"goal: {source_text(task.goal, of_level.module.entities)}"))
    click.echo(f"tools offered: {', '.join(task.tools)}")
    return 0
