"""Examples of what the compiler finds: the wrong one has its code, the right one is built."""

from __future__ import annotations

import re

import pytest

from toolwright.dsl.diagnostics.catalogue import CATALOGUE
from toolwright.dsl.diagnostics.explain import completed, explanation

from .sources import compiled

CODES = [code for code in CATALOGUE if re.fullmatch(r"TW0516|TW06[5678]\d|TW075\d", code) and explanation(code).wrong]


@pytest.mark.parametrize("code", CODES)
def test_examples_do_what_they_say(code: str) -> None:
    said = explanation(code)
    assert said.wrong and said.right
    wrong = compiled(completed(said.wrong))
    assert {(each.code, each.severity) for each in wrong.diagnostics} == {(code, said.severity)}
    right = compiled(completed(said.right))
    assert right.files is not None, [each.message for each in right.diagnostics]
