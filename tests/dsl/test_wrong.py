"""Every wrong spec of the corpus: exactly its findings, and fixes that mend without breaking."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from toolwright.dsl.check import Checked
from toolwright.dsl.diagnostics import Diagnostic, Severity
from toolwright.dsl.diagnostics.edits import applied
from toolwright.dsl.mend import Mended, mend

from . import corpus
from .corpus import NAME, PATHS, Memory, check_text, kept, load, shown

each = pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")


@cache
def mended(text: str) -> Mended:
    return mend([NAME], Memory({NAME: text}), lambda path: path == NAME)


def errors(checked: Checked) -> list[str]:
    return [shown(d) for d in checked.diagnostics if d.severity is Severity.ERROR]


def fixable(text: str) -> list[Diagnostic]:
    return [d for d in check_text(text).diagnostics if d.fix is not None]


@each
def test_findings_are_those_that_the_file_names(path: Path) -> None:
    case = load(path)
    assert case.findings, "a wrong spec says what is wrong with it"
    checked = check_text(case.text)
    found = [shown(diagnostic) for diagnostic in checked.diagnostics]
    assert len(found) == len(case.findings), found
    for have, want in zip(found, case.findings, strict=True):
        code, place, words = want.split(" ", 2)
        assert have.startswith(f"{code} {place} ") and words in have
    names, poisoned = kept(case.text)
    assert case.keeps in (None, names)
    assert case.poisons in (None, poisoned)


@each
def test_findings_are_well_made(path: Path) -> None:
    text = load(path).text
    for diagnostic in check_text(text).diagnostics:
        said = [diagnostic.message, *diagnostic.notes, *(label.text for label in diagnostic.labels)]
        for words in [*said, diagnostic.help or "-"]:
            assert words and words == words.strip() and not words.endswith("."), words
            assert "``" not in words and "None" not in re.sub(r"`[^`]*`", "", words), words
        assert not diagnostic.message[0].isupper() and "\n" not in diagnostic.message
        for span in (diagnostic.span, *(label.span for label in diagnostic.labels)):
            assert 0 <= span.start <= span.end <= len(span.source.text)


@each
def test_each_fix_removes_its_finding_and_adds_none(path: Path) -> None:
    text = load(path).text
    before = check_text(text).diagnostics
    for diagnostic in before:
        if diagnostic.fix is None:
            continue
        after = check_text(applied(text, diagnostic.fix.edits)).diagnostics
        said = Counter((d.code, d.message) for d in before)
        said[diagnostic.code, diagnostic.message] -= 1
        added = Counter((d.code, d.message) for d in after) - said
        if diagnostic.code.startswith("TW01"):
            # What a declaration that does not parse hides comes to light with it.
            added = Counter({key: n for key, n in added.items() if key[0].startswith("TW01")})
            if len([d for d in before if d.code.startswith("TW01")]) >= 5:
                continue
        assert not added, (shown(diagnostic), diagnostic.fix.title)


@each
def test_all_fixes_together_mend_what_the_file_says(path: Path) -> None:
    case = load(path)
    left = errors(mended(case.text).checked[0])
    if case.fixed:
        assert left == []
    elif errors(check_text(case.text)) and fixable(case.text):
        assert left, "all its errors mend themselves: say `#! fixed`"


ALONE = {"TW0601", "TW0901", "TW0902"}
"""What a text may lack when its mistakes are mended: a heading, tasks, other files."""
HIDDEN = {
    "block_never_closed", "cell_without_bar", "empty_cell", "missing_bracket", "misspelt_keyword",
    "named_argument_with_colon", "no_cascades", "other_languages",
}  # fmt: skip
"""Cases with mistakes that show when what hid them is mended."""


@each
def test_fixes_bring_no_error_of_any_kind(path: Path) -> None:
    text = load(path).text
    known = {(d.code, d.message) for d in check_text(text).diagnostics}
    left = [d for d in mended(text).checked[0].diagnostics if d.severity is Severity.ERROR]
    new = [shown(d) for d in left if (d.code, d.message) not in known and d.code not in ALONE]
    assert bool(new) == (path.stem in HIDDEN), new


def test_the_corpus_is_large() -> None:
    codes = {code for path in PATHS for code in re.findall(r"^#! (TW\d+)", path.read_text(encoding="utf-8"), re.M)}
    assert len(PATHS) >= 360
    assert sum(load(path).fixed for path in PATHS) >= 130
    assert len(codes) >= 95
    assert {path.parent.parent for path in PATHS} == {corpus.FOLDER}


def test_five_mistakes_are_five_findings() -> None:
    assert len(check_text(load(corpus.FOLDER / "names" / "five_mistakes.tool").text).diagnostics) == 5
