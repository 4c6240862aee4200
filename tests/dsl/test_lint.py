"""Lints: every rule fires where it should and nowhere else; fixes mend; comments allow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolwright.dsl.check import Checked, check
from toolwright.dsl.diagnostics import Diagnostic, Severity, warning
from toolwright.dsl.diagnostics.catalogue import CATALOGUE
from toolwright.dsl.diagnostics.edits import applied
from toolwright.dsl.lint import RULES, without_allowed
from toolwright.dsl.mend import mend
from toolwright.dsl.source import Source, Span

from ..sizes import examples
from .corpus import Memory, load, shown
from .test_check import GOOD, mutants

HERE = Path(__file__).parent
LINTED = sorted((HERE / "lints").glob("*.tool"))
ROADS = "id,length,length_km,width_m,toll_eur,price,share,depth,km,lanes_m\na,1,1,1,1,1,1,1,1,1\n"


def linted(text: str) -> Checked:
    return check("spec.tool", Memory({"spec.tool": text, "roads.csv": ROADS}), lints=True)


def split(path: Path) -> tuple[str, list[str]]:
    """A case of the folder `lints`, which is written as those of the corpus of wrong specs."""
    case = load(path)
    return case.text, list(case.findings)


def with_fix(text: str, diagnostic: Diagnostic) -> str:
    assert diagnostic.fix is not None
    return applied(text, diagnostic.fix.edits)


@pytest.mark.parametrize("path", LINTED, ids=lambda path: path.stem)
def test_the_rules_find_this_and_nothing_else(path: Path) -> None:
    text, wanted = split(path)
    assert wanted, "a file says what the rules find in it"
    assert [shown(diagnostic) for diagnostic in linted(text).diagnostics] == wanted


def test_every_rule_has_a_case() -> None:
    fired = {line.split()[0] for path in LINTED for line in split(path)[1]}
    assert {rule.code for rule in RULES} | {"TW0847", "TW0848", "TW0849"} <= fired
    assert len(RULES) >= 15
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert [rule.code for rule in RULES] == sorted({rule.code for rule in RULES})
    assert all(rule.code in CATALOGUE and rule.severity is not Severity.ERROR for rule in RULES)


@pytest.mark.parametrize("path", LINTED, ids=lambda path: path.stem)
def test_every_fix_removes_its_finding_and_adds_none(path: Path) -> None:
    text, _ = split(path)
    before = [diagnostic.code for diagnostic in linted(text).diagnostics]
    for diagnostic in linted(text).diagnostics:
        if diagnostic.fix is not None:
            after = [each.code for each in linted(with_fix(text, diagnostic)).diagnostics]
            without = before.copy()
            without.remove(diagnostic.code)
            # What the mended place hid may come up: a comment that names a code rightly may allow nothing there.
            if diagnostic.code == "TW0848":
                without.append("TW0849")
            assert sorted(after) == sorted(without), shown(diagnostic)


def test_messages_have_one_style() -> None:
    for path in LINTED:
        for diagnostic in linted(split(path)[0]).diagnostics:
            assert not diagnostic.message.endswith(".") and not diagnostic.message[0].isupper()
            assert "\n" not in diagnostic.message


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_layout_is_no_matter_of_lints(path: Path) -> None:
    """Blanks in front of a spec's lines change nothing, and neither does a comment that allows nothing."""
    text = "# allow TW0808: nothing ties\n" + path.read_text().replace("\n", "\n  ")
    files = {each.relative_to(path.parent).as_posix(): each.read_text() for each in path.parent.rglob("*.*")}
    found = check("spec.tool", Memory({**files, "spec.tool": text}), lints=True).diagnostics
    assert [d.code for d in found] == ["TW0849"]


@pytest.mark.parametrize("path", LINTED, ids=lambda path: path.stem)
def test_what_is_allowed_is_not_told(path: Path) -> None:
    if path.stem.startswith("allowed"):
        return
    text, _ = split(path)
    lines = text.split("\n")
    found = linted(text).diagnostics
    for number in sorted({d.span.source.position(d.span.start)[0] for d in found}):
        codes = sorted({d.code for d in found if d.span.source.position(d.span.start)[0] == number})
        lines[number - 1] += f"  # allow {', '.join(codes)}: for the test"
    assert linted("\n".join(lines)).diagnostics == ()


def test_without_lints_only_what_the_checker_finds_is_told() -> None:
    text, _ = split(HERE / "lints/allowed.tool")
    assert check("spec.tool", Memory({"spec.tool": text})).diagnostics == ()


def test_remarks_of_the_checker_can_be_allowed_too() -> None:
    text = 'library a { title: "A" }\n{}entity B key id { id: str }\n'
    assert [d.code for d in linted(text.replace("{}", "")).diagnostics] == ["TW0508"]
    assert linted(text.replace("{}", "# allow TW0508: tools of importers fill it\n")).diagnostics == ()


def test_findings_of_the_compiler_can_be_allowed() -> None:
    source = Source("a.tool", "# allow TW0658: known\ntask t { }\n")
    other = Source("b.tool", "task t { }\n")
    kept = warning("TW0658", Span(other, 0, 4), "this cannot be computed")
    allowed = warning("TW0658", Span(source, source.text.index("task"), len(source.text)), "this cannot be computed")
    assert without_allowed([kept, allowed]) == (kept,)


def test_a_library_is_judged_where_it_is_checked_itself() -> None:
    library = """library b { title: "B" }
entity City key id { id: str }
data City { | id | | "x" | }
# allow TW0820: shown in the scenario's test
tool found(id: str "Key of the city.") -> str writes City {
  "A new city."
  insert City { id: id }
  return id
}
"""
    importer = 'library a { title: "A" }\nimport found from "b.tool"\ntest "it" { expect found(id="z") == "z" }\n'
    files = Memory({"a.tool": importer, "b.tool": library})
    assert check("b.tool", files, lints=True).diagnostics == ()
    assert check("a.tool", files, lints=True).diagnostics == ()


def test_lints_wait_for_the_errors_to_go() -> None:
    text = 'library a { title: "A" }\nfn f(x: int) -> int = 1\nfn g(x: int) -> int = y\n'
    assert [d.code for d in linted(text).diagnostics] == ["TW0201"]


@settings(max_examples=examples(60), deadline=None)
@given(mutants())
def test_changed_specs_are_linted_without_an_exception(text: str) -> None:
    for diagnostic in linted(text).diagnostics:
        assert diagnostic.span.start <= diagnostic.span.end <= len(diagnostic.span.source.text)


@settings(max_examples=examples(100), deadline=None)
@given(st.text(alphabet="#alowTW08, :x\n\r\t😀", max_size=40))
def test_any_comment_is_read(text: str) -> None:
    comment = re.sub(r"[\r\n]", " ", text)
    linted(f'library a {{ title: "A" }} # allow TW{comment}\n')


@pytest.mark.parametrize("path", LINTED, ids=lambda path: path.stem)
def test_check_fix_mends_lints_too(path: Path) -> None:
    text, _ = split(path)
    files = Memory({"spec.tool": text, "roads.csv": ROADS})
    mended = mend(["spec.tool"], files, lambda name: name == "spec.tool")
    (checked,) = mended.checked
    assert not [shown(d) for d in checked.diagnostics if d.fix is not None]
    before = [d for d in linted(text).diagnostics if d.severity is Severity.ERROR]
    assert len([d for d in checked.diagnostics if d.severity is Severity.ERROR]) == len(before)


def test_many_comments_are_no_danger() -> None:
    comments = "".join(f"# allow TW0802, TW{n}: none of this happens\n" for n in range(10_000, 13_000))
    found = linted(f'library a {{ title: "A" }}\n{comments}fn f(x: int) -> int = 1\n').diagnostics
    assert {d.code for d in found} == {"TW0848"} and len(found) == 3000


def test_a_wide_default_says_what_to_put_into_brackets() -> None:
    text, _ = split(HERE / "lints/wide_defaults.tool")
    assert [each.help for each in linted(text).diagnostics] == [
        "put brackets around `number ?? 0`, or leave `0 +` out",
        "put brackets around `beds ?? 0`, or leave `0 +` out",
        "put brackets around `beds ?? 0`",
        "put brackets around `nights ?? 1.0`, or leave `1.0 *` out",
    ]
