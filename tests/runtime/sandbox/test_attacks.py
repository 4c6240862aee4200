"""No hostile body gets anything, keeps the host waiting, or changes what the next session sees."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from toolwright.runtime.sandbox.launch import Confinement

from .attacks import BODIES, ON_THE_CHANNEL
from .harness import EVERYTHING, NOBODY, Host


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with Host(Confinement()) as made:
        yield made


def test_there_are_as_many_attacks_as_were_measured() -> None:
    assert len(BODIES) >= 58
    assert len(ON_THE_CHANNEL) >= 6


@pytest.mark.parametrize("attack", EVERYTHING)
def test_contained(host: Host, attack: str) -> None:
    assert host.attack(attack) == []


def test_contained_for_an_ordinary_user_on_a_kernel_without_landlock() -> None:
    interpreter = _interpreter()
    command = [sys.executable, "-m", "tests.runtime.sandbox.harness", interpreter]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["attacks"] == len(EVERYTHING)
    assert found["worked"] == {}
    assert interpreter == sys.executable or found["user"] == NOBODY


def _interpreter() -> str:
    """An interpreter that an ordinary user may run; this one where there is no other, which then stays who it is."""
    for path in (sys.executable, "/usr/bin/python3"):
        probe = [path, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        try:
            if subprocess.run(probe, user=NOBODY, capture_output=True, cwd="/", check=False).returncode == 0:
                return path
        except OSError:
            continue
    return sys.executable
