"""What is said where a library lacks."""

from __future__ import annotations

import pytest

from toolwright.cli.libraries import without_extra


def test_a_library_that_lacks_is_told_with_its_extra() -> None:
    problem = ModuleNotFoundError("No module named 'trl'", name="trl")
    said = without_extra("training", "train", problem).message
    assert said == "training needs the extra: pip install 'toolwright[train]' (No module named 'trl')"


def test_a_part_of_ours_that_lacks_is_a_bug() -> None:
    problem = ImportError("cannot import name 'x'", name="toolwright.trainer.policies")
    with pytest.raises(ImportError, match="cannot import name"):
        raise without_extra("training", "train", problem)
