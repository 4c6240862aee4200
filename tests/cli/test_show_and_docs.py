"""What `toolwright show` and `toolwright docs` give people: tables that fit, and a page of one file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from toolwright.cli.figures import figures_table, proofs_table, stages_told
from toolwright.compiler import write_folder

from ..compiler.forging import resealed
from ..compiler.pages import Page
from ..conftest import Built
from .test_commands import in_process


@pytest.mark.parametrize("width", [80, 120])
def test_the_tables_fit(width: int, built: Built) -> None:
    report = json.loads(built["conference_fares"].files["report.json"])
    console = Console(width=width)
    with console.capture() as captured:
        console.print(figures_table(report))
        console.print(proofs_table(report))
    lines = captured.get().splitlines()
    assert max(map(len, lines)) <= width
    text = " ".join(" ".join(lines).split())
    assert all(level in text for level in report["levels"])
    assert "parallel_multi_hop 276 276" in text
    assert "…" not in text


@pytest.mark.parametrize("width", [80, 120])
def test_names_are_whole_beside_five_levels(width: int, built: Built) -> None:
    report = json.loads(built["shop_orders"].files["report.json"])
    hard = report["levels"]["hard"]
    report["levels"] |= dict.fromkeys(("medium", "expert"), hard)
    console = Console(width=width)
    with console.capture() as captured:
        console.print(figures_table(report))
    lines = [line.rstrip() for line in captured.get().splitlines()]
    assert max(map(len, lines)) <= width
    labels = {line.strip().partition("  ")[0] for line in lines}
    operators = {"parameters", "toolset", "functionality", "types"}
    assert {*report["levels"]} <= set(" ".join(lines).split())
    assert operators | {"distractors", "offered a task", "functionality a tool", "toolset a task"} <= labels
    asked = next(line.split() for line in lines if line.strip().startswith("functionality "))
    assert asked == ["functionality", "2", "2", "2"]


@pytest.mark.parametrize("width", [40, 80])
def test_what_stages_did_is_told_with_names_whole(width: int, built: Built) -> None:
    bundle = built["museum_night"]
    rows = json.loads(bundle.files["report.json"])["stages"]
    console = Console(width=width)
    with console.capture() as captured:
        for line in stages_told(rows, bundle.line_map()):
            console.print(line)
    words = captured.get().split()
    assert {name for row in rows for name in (*row["from"], row["to"])} <= set(words)


def test_a_title_is_a_text(built: Built, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    title = "[bold]Shop[/bold] [no/tag] \x1b[31m"
    bundle = resealed(built["city_population"], built["city_population"].files, title=title)
    manifest = bundle.manifest.model_dump_json().encode()
    write_folder({"manifest.json": manifest, **bundle.files}, tmp_path / "b")
    code, out, err = in_process(capfd, "show", tmp_path / "b")
    assert (code, err) == (0, "")
    assert out.startswith("[bold]Shop[/bold] [no/tag] \\x1b[31m  (city_population ")


def test_there_is_no_colour_in_a_pipe(built: Built, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = in_process(capfd, "show", built.folder("city_population"))
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert "the golden plan solves every step" in out


def test_a_task_is_shown_with_policy_goal_and_effects(built: Built, capfd: pytest.CaptureFixture[str]) -> None:
    folder, policy = built.folder("shop_orders"), built["shop_orders"].manifest.policy
    code, out, err = in_process(capfd, "show", folder, "--task", "cancel_the_open_order/1")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert f"policy: {policy}\n\n" in out
    assert '   writes Order["A4107"].status: "open" -> "cancelled"' in lines
    assert any(line.startswith('goal: Order["A4107"]?.status == "cancelled" and count(') for line in lines)
    plain = in_process(capfd, "show", built.folder("city_population"), "--task", "population_of_one_city")[1]
    assert "goal" not in plain and "policy" not in plain and "writes" not in plain


def test_docs_writes_one_page(built: Built, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "deep" / "page.html"
    code, out, err = in_process(capfd, "docs", built.folder("city_population"), "-o", target, "--tasks", 3)
    assert (code, err) == (0, "") and str(target) in out
    text = Page(target.read_text(encoding="utf-8")).text
    assert built["city_population"].manifest.title in text and "From city_population.tool:" in text
    code, _, err = in_process(
        capfd, "docs", built.folder("city_population"), "-o", tmp_path / "deep" / "page.html" / "x"
    )
    assert code == 2 and "cannot be written" in err
