"""No input crashes the front end, hangs it, or gets findings that are not well made.

`python -m benchmarks.fuzz` runs the same on as many inputs as one has time for, and says which one failed: copy it
here, as a case of `FOUND`, with what mends it.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..sizes import examples
from .fuzzing.inputs import Inputs
from .fuzzing.probe import PATH, in_time
from .fuzzing.walks import from_grammar

briefly = settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

FOUND: dict[str, bytes] = {
    "a message about a text of several lines": b'scenario s { title: "A" }\nimport a from "\\u{1F600} \\n"\n',
    "a block of code is expected": b"library l {}\nextern python f() -> int {} 1\n",
    "a key that may be null and leads to itself": b"entity A key a { a: A? }\ndata A { | a | | 1 | }\n",
    "keys of several parts that lead to each other": b"entity A key a, b { a: B, b: int }\n"
    b"entity B key a, b { a: A, b: int }\ndata A { | a | b | | [1, 2] | 1 | }\n",
    "a key that leads to itself": b"entity A key a { a: A }\ndata A { | a | | 1 | }\nfn f(a: A) -> bool = A[1] == a\n",
    "rows are generated for an entity without its key": b"entity A key b { a: int }\ndata A generate 3 { a: 1 }\n",
    "a field without letters in its name": b'library l {}\nconst A = [{ "": 1 }.b, { "": 1 }]\n',
    "a long string in a file without line feeds": b'library l { title: "A" }\rconst A = """\r  a\r    b\r  """\r',
}
"""What the fuzzer has found, by what it is."""


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_stays_mended(name: str) -> None:
    in_time({PATH: FOUND[name]})


@pytest.mark.parametrize("seed", range(8))
def test_changed_files_of_the_repository(seed: int) -> None:
    inputs = Inputs(seed)
    for _ in range(examples(30, beyond=50)):
        files, path = inputs.next()
        in_time(files, path)


@briefly
@given(st.deferred(from_grammar))
def test_texts_drawn_from_the_grammar(text: str) -> None:
    in_time({PATH: text.encode()})


@briefly
@given(st.binary(max_size=200))
def test_bytes(data: bytes) -> None:
    in_time({PATH: data})
