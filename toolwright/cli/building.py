"""Bundles made of checked scenarios, as far as the cache does not hold them already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from toolwright.dsl.meaning import meaning

from . import stored
from .anchors import anchors, moved_maps
from .collector import collected_seldom
from .moved import moved, names_of
from .store import Store, cache_folder
from .surroundings import program

if TYPE_CHECKING:
    from toolwright.compiler import Progress
    from toolwright.compiler.workshop import Memo
    from toolwright.dsl import Diagnostic, Program
    from toolwright.dsl.check import Analysis

    from .workers import Pool

SECONDS_A_TASK: Final = 0.005
"""About what it takes to make and prove a task at one level."""
MOST_BYTES: Final = 512 * 2**20
"""What all bundles of the cache may take together."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a scenario."""

    files: dict[str, bytes] | None
    """By path; None where *diagnostics* says why there are none."""
    diagnostics: tuple[Diagnostic, ...]
    reused: bool = False
    """Whether the cache held it."""
    proofs: tuple[int, int] = (0, 0)
    """Of one that was made now: how many parts its proofs have, and how many of them the cache held."""


class Bundles:
    """The bundles that the cache holds, by what scenarios mean."""

    def __init__(self, store: Store | None, proofs: Store | None = None) -> None:
        """Keep them in *store*, and in *proofs* what was proved; None remembers nothing."""
        self._store = store
        self._proofs = proofs

    @classmethod
    def of_user(cls, use: bool = True) -> Bundles:
        """Those in the user's cache folder; nothing is remembered where there is none, or not to be *use*d."""
        folder = cache_folder() if use else None
        if folder is None:
            return cls(None)
        return cls(Store(folder / "bundles", MOST_BYTES), Store(folder / "proofs", MOST_BYTES))

    def get(self, analysis: Analysis, levels: Sequence[str]) -> Made | None:
        """The bundle of a scenario without errors at *levels* (all where empty), None where it is to be made."""
        if self._store is None:
            return None
        entry = self._store.get(_key(analysis, levels))
        told = (
            None if entry is None else moved(stored.read(entry["told"], entry["sources"], lambda name: None), analysis)
        )
        if entry is None or told is None:
            return None
        files = {path: text.encode() for path, text in entry["files"].items()}
        spec = [{"path": file.path, "sha256": file.sha256} for file in _program(analysis).files]
        return Made(moved_maps(files, entry["places"], spec, analysis), told, reused=True)

    def put(self, analysis: Analysis, levels: Sequence[str], made: Made) -> None:
        """Keep *made*, unless it is a failure: what is wrong is told anew each time."""
        if self._store is None or made.files is None:
            return
        writer = stored.Writer(lambda name: None)
        told = writer.write(made.diagnostics)
        names = {text: name for name, text in names_of(analysis).items()}
        sources = [[names[source], source.text] for source in writer.texts if source in names]
        if len(sources) == len(writer.texts):
            files = {path: content.decode() for path, content in made.files.items()}
            places = anchors(made.files, analysis)
            kept = {"told": told, "sources": sources, "files": files, "places": places}
            self._store.put(_key(analysis, levels), kept)

    @property
    def memo(self) -> Memo:
        """What builds by this program remember besides bundles."""
        return _Proofs(self._proofs)

    def trim(self) -> None:
        """Drop what was not used for longest, where there is too much."""
        for store in (self._store, self._proofs):
            if store is not None:
                store.trim()


@dataclass(frozen=True, slots=True)
class _Proofs:
    """The compiler's `Memo` in a store."""

    store: Store | None

    def get(self, key: str) -> Any:
        return None if self.store is None else self.store.get(f"{_this_program()} {key}")

    def put(self, key: str, value: Any) -> None:
        if self.store is not None:
            self.store.put(f"{_this_program()} {key}", value)


def analyse_all(paths: Sequence[Path]) -> dict[Path, Analysis]:
    """Check each file, and keep what was learned on the way."""
    from toolwright.dsl.check import analyse
    from toolwright.dsl.project.texts import Texts

    from .disk import Disk

    disk, texts = Disk(), Texts()
    return {path: analyse(path.as_posix(), disk, lints=True, texts=texts) for path in paths}


def make(
    analysis: Analysis,
    levels: Sequence[str],
    bundles: Bundles,
    advance: Progress = lambda *_: None,
    workers: Pool | None = None,
) -> Made:
    """The bundle of a scenario without errors, remembered, or made now by *workers* (in this process for None)."""
    known = bundles.get(analysis, levels)
    if known is not None:
        return known
    if workers is not None:
        workers.begin("toolwright.compiler.compile", SECONDS_A_TASK * _explored(_program(analysis), levels))
    # Slow to load, and not needed where everything is known.
    from toolwright.compiler import compile_program
    from toolwright.compiler.workshop import Alone, Workshop

    workshop = Workshop(workers or Alone(), bundles.memo)
    with collected_seldom():
        compiled = compile_program(_program(analysis), levels or None, advance, workshop)
    made = Made(compiled.files, compiled.diagnostics, proofs=compiled.proofs)
    bundles.put(analysis, levels, made)
    return made


def same_folder(files: Mapping[str, bytes], target: Path) -> bool:
    """Whether the folder *target* holds *files* and nothing else."""
    try:
        if target.is_symlink() or not target.is_dir():
            return False
        there = [path for path in target.rglob("*") if not path.is_dir()]
        return len(there) == len(files) and all((target / path).read_bytes() == files[path] for path in files)
    except OSError:
        return False


def _explored(program: Program, levels: Sequence[str]) -> int:
    """How many tasks `explore` will make for all levels together: those of the spec are not counted before they run."""
    of_scale = () if program.scale is None else program.scale.levels
    wanted = [level for level in of_scale if not levels or level.name in levels]
    return 0 if program.explore is None else sum(program.explore.counts.values()) * (1 + len(wanted))


def _program(analysis: Analysis) -> Program:
    program = analysis.checked.program
    assert program is not None
    return program


def _key(analysis: Analysis, levels: Sequence[str]) -> str:
    return f"{_this_program()} {meaning(analysis)} {' '.join(sorted(levels))}"


def _this_program() -> str:
    return program("dsl", "compiler", "runtime")
