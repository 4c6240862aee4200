"""The bundles of a training file: found, loaded, and held to what the file says about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from glob import glob
from pathlib import Path

from toolwright.dsl.diagnostics import Diagnostic, error
from toolwright.dsl.diagnostics.findings import listed, near
from toolwright.runtime import Bundle, BundleError

from ..config import Config, Written
from ..config.places import KeyPath
from ..tasks import split


@dataclass(frozen=True, slots=True)
class Worlds:
    """What a run trains on, and what it is measured on besides."""

    bundles: tuple[Bundle, ...]
    unseen: tuple[Bundle, ...]
    """Never trained on."""


def worlds(config: Config, written: Written, folder: Path) -> tuple[Worlds, list[Diagnostic]]:
    """The bundles that *config* names, seen from *folder*, and what is wrong with them."""
    problems: list[Diagnostic] = []
    trained = _loaded(config.bundle.paths, ("bundle", "paths"), written, folder, problems)
    apart = _loaded(config.bundle.held_out_paths, ("bundle", "held_out_paths"), written, folder, problems)
    bundles, unseen = list(trained.values()), list(apart.values())
    names = {bundle.name for bundle in bundles}
    for bundle in unseen:
        if bundle.name in names:
            message = f"`{bundle.name}` is trained on, and held out, too"
            problems.append(error("TW0906", written.value(("bundle", "held_out_paths")), message))
    problems += _clashes(trained, ("bundle", "paths"), written)
    problems += _clashes(apart, ("bundle", "held_out_paths"), written)
    if bundles and not problems and not split(bundles, config.bundle.held_out, 0)[0]:
        message = "all tasks are held out, and none is left to train on"
        help_text = "tasks are drawn by a hash of their names: choose a smaller share, or add bundles"
        problems.append(error("TW0906", written.value(("bundle", "held_out")), message, help=help_text))
    problems += _levels(config.bundle.levels, ("bundle", "levels"), bundles, written)
    problems += _levels(config.eval.levels or config.bundle.levels, ("eval", "levels"), unseen, written)
    if config.eval.levels:
        problems += _levels(config.eval.levels, ("eval", "levels"), bundles, written)
    return Worlds(tuple(bundles), tuple(unseen)), problems


def _loaded(
    patterns: Sequence[str], path: KeyPath, written: Written, folder: Path, problems: list[Diagnostic]
) -> dict[Path, Bundle]:
    """The bundles of *patterns* by their paths, each once."""
    bundles: dict[Path, Bundle] = {}
    for number, pattern in enumerate(patterns):
        span = written.value((*path, number))
        # `*` finds what is there; a name is meant, and missed if it is not.
        found = [folder / pattern]
        if "*" in pattern:
            found = [each for each in map(Path, sorted(glob(str(folder / pattern)))) if _is_bundle(each)]  # noqa: PTH207
        if not found:
            problems.append(
                error(
                    "TW0901",
                    span,
                    f"no bundle is called `{pattern}`",
                    help="make bundles with `toolwright build`; paths are seen from the folder of this file",
                )
            )
        for each in found:
            if each in bundles:
                continue
            try:
                bundle = Bundle.load(each)
            except BundleError as problem:
                problems.append(error("TW0901", span, f"this bundle cannot be loaded: {problem}"))
            else:
                if all(other.id != bundle.id for other in bundles.values()):
                    bundles[each] = bundle
    return bundles


def _clashes(bundles: Mapping[Path, Bundle], path: KeyPath, written: Written) -> Iterator[Diagnostic]:
    """Findings for different bundles of one name."""
    first: dict[str, Path] = {}
    for place, bundle in bundles.items():
        other = first.setdefault(bundle.name, place)
        if other != place:
            message = f"two different bundles are called `{bundle.name}`: {other} and {place}"
            yield error(
                "TW0906", written.value(path), message, help="tasks go by their bundle's name: name one of them"
            )


def _is_bundle(path: Path) -> bool:
    return path.suffix == ".zip" or (path / "manifest.json").exists()


def _levels(levels: Sequence[str], path: KeyPath, bundles: Sequence[Bundle], written: Written) -> list[Diagnostic]:
    problems = []
    for number, level in enumerate(levels):
        for bundle in bundles:
            names = [each.name for each in bundle.manifest.levels]
            if level not in names:
                guess = near(level, names)
                problems.append(
                    error(
                        "TW0906",
                        written.value((*path, number)),
                        f"the bundle `{bundle.name}` has no level `{level}`",
                        help=f"did you mean `{guess}`?" if guess else f"it has {listed(names)}",
                    )
                )
    return problems
