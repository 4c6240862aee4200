"""`toolwright verify`."""

from __future__ import annotations

import json

import click

from toolwright.compiler import verify
from toolwright.runtime import BundleError

from .bundles import load
from .collector import collected_seldom
from .console import one_by_one, progress
from .testing import number


@click.command()
@click.argument("bundles", nargs=-1, required=True, metavar="BUNDLE...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a bundle.")
def command(bundles: tuple[str, ...], as_json: bool) -> int:
    """Prove bundles again, without their specs: hashes, golden plans, leaks, generated code.

    BUNDLE is a folder or a .zip. Example: toolwright verify build/*
    """
    failed = False
    for path in bundles:
        bundle = load(path)
        total = sum(level.tasks for level in bundle.manifest.levels)
        with progress() as advance, collected_seldom():
            try:
                findings = verify(bundle, one_by_one(advance, f"{bundle.name}: proofs", total))
            except BundleError as problem:
                raise click.ClickException(f"{path}: {problem}") from None
        failed = failed or bool(findings)
        if as_json:
            rows = [
                {"code": f.code, "level": f.level, "task": f.task, "message": f.message, "note": f.note}
                for f in findings
            ]
            click.echo(json.dumps({"bundle": path, "id": bundle.id, "proved": not findings, "findings": rows}))
            continue
        for f in findings:
            click.echo(f"{path}: {f.code} {f.task or ''} (level {f.level}): {f.message}. {f.note}", err=True)
        if not findings:
            tasks, levels = number(total, "task"), number(len(bundle.level_names), "level")
            click.echo(f"{path}  {bundle.id[:12]}  {tasks} proved at {levels}")
    return 1 if failed else 0
