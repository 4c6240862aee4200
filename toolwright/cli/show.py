"""`toolwright show`."""

from __future__ import annotations

import json

import click

from .bundles import load
from .console import result_console
from .figures import figures_table, proofs_table, stages_table


@click.command()
@click.argument("bundle")
@click.option("--task", help="Show one task with its plan.")
@click.option("--level", default="base", show_default=True, help="Level of the task.")
@click.option("--stages", is_flag=True, help="Show which tools were written and merged, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest and the report as JSON.")
def command(bundle: str, task: str | None, level: str, stages: bool, as_json: bool) -> int:
    """Show what a bundle holds: levels, kinds, tools, what was proved; or one task.

    Examples: toolwright show build/shop_orders;
    toolwright show build/shop_orders --task cancel_the_open_order/1;
    toolwright show --stages build/museum_night
    """
    loaded = load(bundle)
    if task is not None:
        return _show_task(loaded, task, level)
    report = json.loads(loaded.files["report.json"])
    report["levels"] = {name: report["levels"][name] for name in loaded.level_names}
    if as_json:
        click.echo(json.dumps({"manifest": loaded.manifest.model_dump(mode="json"), "report": report}, sort_keys=True))
        return 0
    console = result_console()
    if stages:
        rows, none = report["stages"], "No tool was written or merged."
        console.print(stages_table(rows, loaded.line_map()) if rows else none)
        return 0
    console.print(f"{loaded.manifest.title}  ({loaded.name} {loaded.manifest.version}, {loaded.id[:12]})", style="bold")
    console.print(figures_table(report))
    console.print(proofs_table(report))
    console.print("words: words and marks of the documents as models read them, no model's tokens", style="dim")
    return 0


def _show_task(loaded: object, name: str, level: str) -> int:
    from toolwright.runtime import Bundle, BundleError

    assert isinstance(loaded, Bundle)
    try:
        tasks = loaded.level(level).tasks
    except BundleError as problem:
        raise click.ClickException(str(problem)) from None
    if name not in tasks:
        raise click.ClickException(f"there is no task {name}; the first is {next(iter(tasks))}")
    task = tasks[name]
    click.echo(f"{task.id}  ({task.kind}, level {level})\n\n{task.question}\n")
    for number, step in enumerate(task.steps, start=1):
        after = f"  (after {', '.join(step.after)})" if step.after else ""
        click.echo(f"{number}. {step.id}{after}: {step.question}")
        click.echo(f"   {step.tool}({json.dumps(step.arguments, ensure_ascii=False)})")
        click.echo(f"   = {json.dumps(step.answer, ensure_ascii=False)}")
    click.echo(f"\nanswer: {json.dumps(task.answer_data.value, ensure_ascii=False)}")
    click.echo(f"tools offered: {', '.join(task.tools)}")
    return 0
