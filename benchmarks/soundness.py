"""What the linters find: nothing in what is built here, and every defect that is planted in a bundle.

All of `specs/` and a world of `explore` at five levels are built and proved again from their bundles alone. Then a good
bundle is broken in every way of `tests/compiler/planted.py`, its hashes in order, and proved.

    python -m benchmarks.soundness              # specs/, 250 explored tasks, planted defects
    python -m benchmarks.soundness --tasks 40   # quicker
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.compiler.planted import PLANTED, good_bundle
from toolwright.compiler import Finding, compile_program, verify
from toolwright.dsl.check import check
from toolwright.runtime import Bundle
from toolwright.runtime.bundle import Manifest

from .worlds import world

SPECS: Final = Path(__file__).parent.parent / "specs"
LINTERS: Final[Mapping[str, frozenset[str]]] = {
    "leaked sub-answers": frozenset({"TW0664", "TW0665"}),
    "dead parameters": frozenset({"TW0676"}),
    "documents and signatures that disagree": frozenset({"TW0666", "TW0677"}),
    "tasks solvable without their calls": frozenset({"TW0662", "TW0663", "TW0675", "TW0678"}),
    "wrong answers and plans": frozenset({"TW0657", "TW0659", "TW0661", "TW0667", "TW0669", "TW0674", "TW0679"}),
}
"""What is looked for, to the codes that tell it."""


class _Files:
    """Files of a folder; a world of this program's own is a file of no folder."""

    def __init__(self, folder: Path, texts: Mapping[str, str]) -> None:
        self._folder = folder
        self._texts = texts

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises OSError."""
        return self._texts[path].encode() if path in self._texts else (self._folder / path).read_bytes()


def built(path: str, folder: Path = SPECS, texts: Mapping[str, str] | None = None) -> Bundle:
    """The bundle of one scenario. Raises SystemExit with its diagnostics where there is none."""
    checked = check(path, _Files(folder, texts or {}))
    made = compile_program(checked.program) if checked.program else None
    if made is None or made.files is None:
        wrong = made.diagnostics if made else checked.diagnostics
        raise SystemExit("\n".join(f"{path}: {each.code} {each.message}" for each in wrong))
    files = dict(made.files)
    return Bundle(Manifest.model_validate_json(files.pop("manifest.json")), files)


def linted(bundle: Bundle) -> list[Finding]:
    """Prove *bundle* again, and print what was found and by how many checks; the likeliest answer, too."""
    found = verify(bundle)
    report = json.loads(bundle.files["report.json"])
    checks: Counter[str] = Counter()
    for level in report["levels"].values():
        checks.update(level["proofs"])
    codes = Counter(finding.code for finding in found)
    tasks = sum(level.tasks for level in bundle.manifest.levels)
    likeliest = report["answers"]["all"]
    worst = max([own["share"] for own in report["answers"]["families"].values()], default=likeliest["share"])
    print(
        f"{bundle.name}: {tasks} tasks at {len(bundle.level_names)} levels, {sum(checks.values()):,} checks, "
        f"{len(found)} findings {dict(codes) or ''}".rstrip()
        + f"; always guessing {json.dumps(likeliest['answer'], ensure_ascii=False)} is right in "
        f"{likeliest['share']:.1%}, in the worst family {worst:.1%}",
        flush=True,
    )
    return found


def clean(tasks: int) -> None:
    """Build and prove what is good, and print the sum by linter: all must be 0."""
    paths = sorted(str(p.relative_to(SPECS)) for p in SPECS.glob("*/*.tool") if "lib" not in p.parts)
    found = [finding for path in paths for finding in linted(built(path))]
    found += linted(built("world.tool", texts={"world.tool": world(tasks)}))
    for linter, codes in LINTERS.items():
        print(f"{sum(finding.code in codes for finding in found):6} {linter}")


def planted() -> None:
    """Break the good bundle in every way, and print how many of each kind are found by the codes they must have."""
    good = good_bundle()
    told: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for defect, (plant, codes) in PLANTED.items():
        kind = next(linter for linter, own in LINTERS.items() if own & codes)
        there[kind] += 1
        if {finding.code for finding in verify(plant(good))} == codes:
            told[kind] += 1
        else:
            print(f"not found: {defect}")
    for kind, count in there.items():
        print(f"{told[kind]:3} of {count:2} planted are found: {kind}")
    print(f"{told.total():3} of {there.total():2} in all; the bundle itself has {len(verify(good))} findings")


def main() -> None:
    """Print what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=250, help="tasks of the explored world")
    asked = parser.parse_args()
    clean(asked.tasks)
    planted()


if __name__ == "__main__":
    main()
