"""The plain install stays small: what `toolwright` needs without extras, counted and weighed."""

from __future__ import annotations

from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

MOST_PACKAGES = 15
MOST_BYTES = 60 * 1024 * 1024


def closure(name: str) -> dict[str, Distribution]:
    """A distribution and all that it needs, without extras."""
    found: dict[str, Distribution] = {}
    left = [Requirement(name)]
    while left:
        wanted = left.pop()
        key = wanted.name.lower().replace("_", "-")
        extras = wanted.extras or {""}
        if key in found:
            continue
        found[key] = distribution(wanted.name)
        for line in found[key].requires or ():
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                left.append(needed)
    return found


def size(one: Distribution) -> int:
    """Bytes of a distribution's files on disk, compiled ones left out (pip makes them from the others)."""
    paths = (Path(str(file.locate())) for file in one.files or () if not str(file).endswith(".pyc"))
    return sum(path.stat().st_size for path in paths if path.exists())


def test_the_plain_install_is_15_packages_at_most() -> None:
    found = closure("toolwright")
    assert {"click", "jinja2", "lark", "pydantic", "rich"} < set(found)
    assert len(found) <= MOST_PACKAGES, sorted(found)


def test_the_plain_install_is_under_60_mb() -> None:
    sizes = {name: size(one) for name, one in closure("toolwright").items()}
    assert all(sizes.values()), sizes
    assert sum(sizes.values()) < MOST_BYTES, sizes


def test_training_is_an_extra() -> None:
    assert not {"torch", "transformers", "trl", "numpy"} & set(closure("toolwright"))
