"""A good bundle, broken on purpose: `verify` finds each defect by its code."""

from __future__ import annotations

import pytest

from toolwright.compiler import verify
from toolwright.runtime import Bundle

from .planted import PLANTED, good_bundle


@pytest.fixture(scope="module")
def good() -> Bundle:
    return good_bundle()


def test_the_bundle_is_good(good: Bundle) -> None:
    assert verify(good) == []


@pytest.mark.parametrize("defect", PLANTED)
def test_a_planted_defect_is_found(defect: str, good: Bundle) -> None:
    plant, codes = PLANTED[defect]
    found = verify(plant(good))
    assert {finding.code for finding in found} == codes, [(f.code, f.message, f.note) for f in found]
    silent = [f for f in found if not f.note and f.code not in ("TW0666", "TW0674")]
    assert silent == [], "a finding shows what proves it"
