"""Two versions of a scenario have one name: where tasks go by their bundle's name, both are refused, never mixed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from toolwright.runtime import Bundle, BundleError
from toolwright.runtime.bundle import sealed
from toolwright.trainer import GoldenPolicy
from toolwright.trainer.data.sources import Recorded, Wanted, environments, made_rows, scripted
from toolwright.trainer.environment import EpisodeSource
from toolwright.trainer.tasks import by_name

SAID = "two different bundles are called city_population: "


@pytest.fixture(scope="module")
def versions(bundle: Callable[[str], Bundle]) -> tuple[Bundle, Bundle]:
    """A shipped bundle, and the same with other rewards."""
    old = bundle("city_population")
    reward = old.manifest.reward.model_copy(update={"max_turns": 3})
    return old, Bundle(sealed(old.manifest.model_copy(update={"reward": reward})), old.files)


def test_bundles_by_name(versions: tuple[Bundle, Bundle], bundle: Callable[[str], Bundle]) -> None:
    old, new = versions
    shop, again = bundle("shop_orders"), Bundle(old.manifest, old.files)
    assert by_name([old, shop, again]) == {"city_population": old, "shop_orders": shop}
    with pytest.raises(BundleError, match=f"{SAID}{old.id[:12]} and {new.id[:12]}"):
        by_name([old, shop, new])


def test_both_are_no_source_of_episodes(versions: tuple[Bundle, Bundle]) -> None:
    with pytest.raises(BundleError, match=SAID):
        EpisodeSource(versions)
    with pytest.raises(BundleError, match=SAID):
        environments(versions, "base")


@pytest.mark.parametrize("form", ["sft", "preference", "kto"])
def test_rows_are_of_one_of_them(versions: tuple[Bundle, Bundle], form: str) -> None:
    recorded: list[Recorded] = []
    for each in versions:
        recorded += scripted(environments([each], "base"), GoldenPolicy(), 2)
    assert list(made_rows(Wanted(form), recorded[:2], alone=True))
    with pytest.raises(BundleError, match=SAID):
        list(made_rows(Wanted(form), recorded, alone=True))
