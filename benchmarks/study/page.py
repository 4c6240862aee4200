"""docs/study.md: what was asked, what came out, and pictures, all from the scores that the runs left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from toolwright.trainer.evaluate import Estimate
from toolwright.trainer.evaluate.table import KINDS

from .arms import BASE, BY_BATCH, EASY, HARD, START, Size
from .arms import arms as all_arms
from .figures import draw_arms, draw_curves
from .results import Cell, Results, read
from .train import TRAINED, Place
from .train import UNSEEN as UNSEEN_WORLDS

OPENING: Final = (Path(__file__).parent / "opening.md").read_text("utf-8")
"""What the page says before the results, with places for the study's size and seeds."""
FINDINGS: Final = (Path(__file__).parent / "findings.md").read_text("utf-8")
"""What a person read from the tables of the study as it is when nothing else is asked for, and of no other."""

HELD, UNSEEN = "held out", "unseen worlds"
SHOWN: Final = (
    ("Solve-F1, unseen tasks", Cell(HELD, EASY, "solve_f1")),
    ("Solve-F1, unseen worlds", Cell(UNSEEN, EASY, "solve_f1")),
    ("answer, unseen tasks", Cell(HELD, EASY, "answer")),
    ("answer, unseen worlds", Cell(UNSEEN, EASY, "answer")),
)
HARDER: Final = (
    ("Solve-F1, unseen tasks, `hard`", Cell(HELD, HARD, "solve_f1")),
    ("Solve-F1, unseen worlds, `hard`", Cell(UNSEEN, HARD, "solve_f1")),
    ("answer, unseen tasks, `hard`", Cell(HELD, HARD, "answer")),
    ("answer, unseen worlds, `hard`", Cell(UNSEEN, HARD, "answer")),
)


@dataclass(frozen=True, slots=True)
class Question:
    """One comparison of the study."""

    title: str
    arms: Sequence[str]
    against: str
    """The arm that the others are held against."""
    cells: Sequence[tuple[str, Cell]] = SHOWN
    curves: str | None = None
    """Name of the picture of their learning curves."""
    more: bool = False
    """Whether it is asked at more seeds than the others."""


QUESTIONS: Final = (
    Question("Does reinforcement learning give more than demonstrations alone?", (START, "sft_more", BASE), START),
    Question(
        "Does it matter which reward is used?",
        (BASE, "ftrl_f1", "ftrl_precision", "ftrl_rate", "ftrl_pr"),
        BASE,
        curves="rewards",
    ),
    Question("Does the sound reward cost anything?", (START, BASE, "ftrl_f1"), BASE, more=True),
    Question(
        "Does it, where GRPO divides by the deviation of the batch and not of each group?",
        (BASE, BY_BATCH, "ftrl_f1_by_batch"),
        BY_BATCH,
        more=True,
    ),
    Question("Whole episodes or prefixes, credit an episode or a turn?", (BASE, "prefixes", "turn_credit"), BASE),
    Question("GRPO, REINFORCE++ or DPO?", (BASE, "reinforce", "dpo"), BASE, curves="algorithms"),
    Question(
        "What do scaled levels and a curriculum over them give at harder levels?",
        (START, BASE, "hard", "mixed", "curriculum"),
        BASE,
        (*HARDER, *SHOWN[:2]),
        curves="levels",
    ),
)


def write_page(
    place: Place, size: Size, seeds: Sequence[int], folder: Path, findings: str = "", more: Sequence[int] = ()
) -> None:
    """Write study.md and study/*.png to *folder*. Arms that were not run at every seed are left out.

    *findings* is what a person read from these very figures, if anybody did; *more* are the seeds of what is asked at
    more of them.
    """
    arms = all_arms(size)
    results = read(place, [arm.name for arm in arms], seeds)
    says = {arm.name: arm.says for arm in arms if arm.name in results.lines}
    pictures = folder / "study"
    draw_arms(results, says, SHOWN, pictures / "arms.png")
    sizes = asdict(size) | {"held": size.held_out * TRAINED, "new": size.unseen * UNSEEN_WORLDS, "seeds": len(seeds)}
    parts = [
        OPENING.format(**sizes).rstrip(),
        "",
        *([findings.rstrip(), ""] if findings else []),
        "## Results",
        "",
        "![all arms](study/arms.png)",
        "",
    ]
    for question in QUESTIONS:
        if question.more:
            parts += _at_more_seeds(question, read(place, question.arms, more), says) if more else ()
            continue
        parts += _question(question, results, says)
        if question.curves:
            shown = {name: says[name] for name in question.arms if name in says}
            draw_curves(place, shown, seeds, pictures / f"{question.curves}.png")
            parts += [f"![learning curves](study/{question.curves}.png)", ""]
    parts += _kinds(results, says)
    parts += _seeds(results, says)
    (folder / "study.md").write_text("\n".join(parts).rstrip() + "\n", "utf-8")


def _question(question: Question, results: Results, says: dict[str, str], seeds: str = "") -> Iterator[str]:
    present = [arm for arm in question.arms if arm in says]
    yield from (f"### {question.title}{seeds}", "")
    yield f"| arm | {' | '.join(title for title, _ in question.cells)} | calls |"
    yield "| --- |" + " ---: |" * (len(question.cells) + 1)
    for arm in present:
        cells = [_percent(results.estimate(arm, cell)) for _, cell in question.cells]
        calls = results.estimate(arm, Cell(HELD, question.cells[0][1].level, "calls")).mean
        yield f"| {says[arm]} | {' | '.join(cells)} | {calls:.2f} |"
    yield from ("", f"Less {says[question.against]}, task by task and seed by seed:", "")
    yield f"| arm | {' | '.join(title for title, _ in question.cells)} |"
    yield "| --- |" + " ---: |" * len(question.cells)
    for arm in present:
        if arm != question.against:
            found = [verdict(results.difference(arm, question.against, cell)) for _, cell in question.cells]
            yield f"| {says[arm]} | {' | '.join(found)} |"
    yield ""


def _at_more_seeds(question: Question, results: Results, says: dict[str, str]) -> Iterator[str]:
    if len(results.lines) == len(question.arms):
        yield from _question(question, results, says, f" ({len(results.seeds)} seeds)")
        asked = {arm: says[arm] for arm in question.arms}
        yield from _kinds(results, asked, "####", UNSEEN)
        yield from _seeds(results, asked, "#### Its seeds")


def verdict(difference: Estimate) -> str:
    """A difference in points: a null result is called one."""
    mean, bounds = f"{difference.mean * 100:+.1f}", f"[{difference.low * 100:+.1f}, {difference.high * 100:+.1f}]"
    return f"**{mean}** {bounds}" if difference.low > 0 or difference.high < 0 else f"null: {mean} {bounds}"


def _percent(estimate: Estimate) -> str:
    return f"{estimate.mean * 100:.1f} [{estimate.low * 100:.1f}, {estimate.high * 100:.1f}]"


def _kinds(results: Results, says: dict[str, str], depth: str = "###", tasks: str = HELD) -> Iterator[str]:
    where = "unseen worlds" if tasks == UNSEEN else "unseen tasks"
    yield from (f"{depth} By kind, {where}", "", "Solve-F1 and answers, easy level.", "")
    yield f"| arm | {' | '.join(f'{kind} | answer' for kind in KINDS)} |"
    yield "| --- |" + " ---: |" * (2 * len(KINDS))
    for arm, said in says.items():
        cells = [
            f"{results.estimate(arm, Cell(tasks, EASY, measure), kind).mean * 100:.1f}"
            for kind in KINDS
            for measure in ("solve_f1", "answer")
        ]
        yield f"| {said} | {' | '.join(cells)} |"
    yield ""


def _seeds(results: Results, says: dict[str, str], title: str = "### Seed by seed") -> Iterator[str]:
    yield from (title, "", "Solve-F1 on unseen tasks and in unseen worlds, easy level.", "")
    yield f"| arm | {' | '.join(f'seed {seed} | worlds' for seed in results.seeds)} |"
    yield "| --- |" + " ---: |" * (2 * len(results.seeds))
    for arm, said in says.items():
        both = zip(results.values(arm, SHOWN[0][1]), results.values(arm, SHOWN[1][1]), strict=True)
        cells = [f"{own.mean() * 100:.1f} | {other.mean() * 100:.1f}" for own, other in both]
        yield f"| {said} | {' | '.join(cells)} |"
    yield ""
