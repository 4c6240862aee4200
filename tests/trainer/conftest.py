from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from toolwright.compiler import compile_program, write_folder
from toolwright.dsl.check import check
from toolwright.runtime import Bundle

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

SPECS = Path(__file__).parents[2] / "specs"


class _Disk:
    def read(self, path: str) -> bytes:
        return Path(path).read_bytes()


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Bundle]:
    """A shipped scenario by name, compiled once a session."""

    @cache
    def load(name: str) -> Bundle:
        program = check((SPECS / name / f"{name}.tool").as_posix(), _Disk()).program
        assert program is not None
        files = compile_program(program).files
        assert files is not None
        target = tmp_path_factory.mktemp("bundles") / name
        write_folder(files, target)
        return Bundle.load(target)

    return load
