"""The examples of property tests: where they are to be the same at every run, they are."""

from __future__ import annotations

from hypothesis import given, settings

from .conftest import steady
from .dsl.typed import Made, programs


def drawn() -> list[str]:
    """The programs that a property test is given."""
    seen: list[str] = []

    @settings(derandomize=True, database=None, deadline=None, max_examples=60)
    @given(programs())
    def play(made: Made) -> None:
        seen.append(made.text)

    play()
    return seen


def test_examples_hang_neither_on_places_in_memory_nor_on_loaded_modules() -> None:
    with steady():
        first = drawn()
        holes = [object() for _ in range(100_000)]
        del holes[::3]
        again = drawn()
    assert len(set(first)) > 30
    assert again == first
