"""Several files: imports, paths, and what belongs to whom."""

from __future__ import annotations

from hashlib import sha256

import pytest

from toolwright.dsl.check import Checked, check
from toolwright.dsl.checking.types import Row
from toolwright.dsl.diagnostics import Diagnostic

GEO = """library geo { title: "Geography" }
enum Size { small, large }
entity Country key code { code: str, name: str, size: Size }
data Country from "data/countries.csv"
error NotFound(what: str) $"There is no {what}."
const WORLD: str = "earth"
fn named(name: str) -> Country? = first([c for c in Country if c.name == name])
tool code_of(name: str "Name.") -> str fails NotFound {
  "Code of a country."
  let found = named(name) ?? fail NotFound(name)
  return found.code
}
tool size_of(name: str "Name.") -> Size fails NotFound {
  "Size of a country."
  let found = named(name) ?? fail NotFound(name)
  return found.size
}
"""
COUNTRIES = "code,name,size\nNO,Norway,small\nPT,Portugal,small\n"
MAIN = """import Country as Land, NotFound, code_of as code, named from "../lib/geo.tool"
scenario trip { title: "A trip" }
entity City key id { id: str, land: Land }
data City { | id | land | | "oslo" | "NO" | }
tool land_of(city: str "City.") -> { name: str } fails NotFound {
  "Country of a city."
  let found = City[city] ?? fail NotFound(city)
  require named(found.land.name) != null else NotFound(city)
  return { name: found.land.name }
}
task trip_code {
  kind multi_hop
  each c in City
  ask $"What is the code of the country of {c.id}?"
  step land = land_of(city=c.id)
  step found = code(name=land.name)
  answer found
}
test "lands" { expect count(Land) == 2 and Land["NO"] != null and code(name="Norway") == "NO" }
"""
FILES = {"specs/trip/trip.tool": MAIN, "specs/lib/geo.tool": GEO, "specs/lib/data/countries.csv": COUNTRIES}


class Memory:
    """Files by path, with a list of what was read."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files
        self.asked: list[str] = []

    def read(self, path: str) -> bytes:
        self.asked.append(path)
        if path not in self.files:
            raise FileNotFoundError(2, "No such file or directory")
        return self.files[path].encode()


def check_files(path: str, files: dict[str, str]) -> Checked:
    return check(path, Memory(files))


def found(files: dict[str, str], path: str = "main.tool") -> list[tuple[str, str, str]]:
    return [(d.code, d.span.source.name, d.span.text) for d in check_files(path, files).diagnostics]


def mended(text: str, *diagnostics: Diagnostic) -> str:
    """*text* after the fixes of *diagnostics*."""
    edits = [edit for diagnostic in diagnostics if diagnostic.fix for edit in diagnostic.fix.edits]
    for edit in sorted(edits, key=lambda edit: -edit.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def lib(*declarations: str, name: str = "lib", imports: str = "") -> str:
    return "\n".join([imports, f'library {name} {{ title: "Lib" }}', *declarations, ""])


def test_a_project_of_several_files() -> None:
    files = Memory(FILES)
    checked = check("specs/trip/trip.tool", files)
    assert checked.diagnostics == ()
    program = checked.program
    assert program is not None
    assert files.asked == ["specs/trip/trip.tool", "specs/lib/geo.tool", "specs/lib/data/countries.csv"]
    assert [(f.path, f.sha256) for f in program.files] == [
        ("trip.tool", sha256(MAIN.encode()).hexdigest()),
        ("../lib/geo.tool", sha256(GEO.encode()).hexdigest()),
        ("../lib/data/countries.csv", sha256(COUNTRIES.encode()).hexdigest()),
    ]
    # Aliases are undone, and nothing that was not imported by name is offered.
    assert program.entities["City"].fields[1].type == Row("Country")
    assert {name: tool.offered for name, tool in program.tools.items()} == {
        "code_of": True,
        "size_of": False,
        "land_of": True,
    }
    assert {symbol.name for symbol in program.symbols.values()} >= {"Country", "code_of", "named"}
    assert not {"Land", "code"} & {symbol.name for symbol in program.symbols.values()}
    assert program.info.name == "trip" and list(program.tasks) == ["trip_code"]


@pytest.mark.parametrize("folder", ["", "a/", "/abs/a/", "../up/"])
def test_the_place_of_a_project_does_not_matter(folder: str) -> None:
    moved = {folder + name: text for name, text in FILES.items()}
    checked = check_files(folder + "specs/trip/trip.tool", moved)
    assert checked.program is not None
    assert [f.path for f in checked.program.files] == [
        "trip.tool",
        "../lib/geo.tool",
        "../lib/data/countries.csv",
    ]


def test_a_scenario_in_the_current_folder_reaches_its_sibling() -> None:
    files = {"trip.tool": MAIN, "../lib/geo.tool": GEO, "../lib/data/countries.csv": COUNTRIES}
    checked = check_files("trip.tool", files)
    assert checked.diagnostics == ()
    assert checked.program is not None
    assert checked.program.files[1].path == "../lib/geo.tool"


def test_a_library_is_checked_alone() -> None:
    checked = check_files("geo.tool", {"geo.tool": GEO, "data/countries.csv": COUNTRIES})
    assert checked.diagnostics == ()
    assert checked.program is not None
    assert checked.program.info.title == "Geography"
    assert all(tool.offered for tool in checked.program.tools.values())


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../../lib/geo.tool",
        "a/../../../x.tool",
        "..\\\\lib.tool",
        "",
        "c:/x.tool",
        "c:x.tool",
        "https://x/y.tool",
    ],
)
def test_paths_stay_in_the_project(path: str) -> None:
    files = Memory({"specs/a/main.tool": lib(imports=f'import x from "{path}"')})
    checked = check("specs/a/main.tool", files)
    assert [d.code for d in checked.diagnostics] == ["TW0903"]
    assert files.asked == ["specs/a/main.tool"]


def test_data_paths_stay_in_the_project() -> None:
    text = lib("entity A key id { id: str }", 'data A from "../../secret.csv"')
    assert [code for code, _, _ in found({"x/main.tool": text}, "x/main.tool")] == ["TW0903"]


def test_missing_files() -> None:
    assert [d.code for d in check_files("none.tool", {}).diagnostics] == ["TW0901"]
    text = lib("fn f() -> int = x + y.z", imports='import x, y from "gone.tool"')
    assert found({"main.tool": text}) == [("TW0901", "main.tool", '"gone.tool"')]


def test_missing_names() -> None:
    text = lib(imports='import Countri, quack from "geo.tool"')
    files = {"main.tool": text, "geo.tool": GEO, "data/countries.csv": COUNTRIES}
    checked = check_files("main.tool", files)
    assert [(d.code, d.span.text, d.help) for d in checked.diagnostics] == [
        ("TW0214", "Countri", "did you mean `Country`?"),
        ("TW0214", "quack", None),
    ]


def test_names_are_not_passed_on() -> None:
    files = {
        "main.tool": lib("fn f() -> int = one()", imports='import one from "b.tool"'),
        "b.tool": lib("fn two() -> int = one()", imports='import one from "c.tool"'),
        "c.tool": lib("fn one() -> int = 1"),
    }
    assert found(files) == [("TW0214", "main.tool", "one")]


def circle(first: str) -> dict[str, str]:
    """Three files in a circle; the *first* one is where the check begins."""
    names = ["a", "b", "c"]
    at = names.index(first)
    one, two, three = [*names[at:], *names[:at]]
    return {
        f"{each}.tool": lib(f"fn {each}() -> int = {other}()", imports=f'import {other} from "{other}.tool"')
        for each, other in ((one, two), (two, three), (three, one))
    }


@pytest.mark.parametrize("first", ["a", "b", "c"])
def test_import_cycles_are_reported_alike_from_wherever_they_are_entered(first: str) -> None:
    (only,) = check_files(f"{first}.tool", circle(first)).diagnostics
    assert only.code == "TW0904"
    assert only.message.endswith("`a.tool` -> `b.tool` -> `c.tool` -> `a.tool`")
    assert [(label.span.source.name, label.text) for label in only.labels] == [
        ("a.tool", "imports `b.tool`"),
        ("b.tool", "imports `c.tool`"),
    ]
    assert (only.span.source.name, only.span.text) == ("c.tool", '"a.tool"')


def test_one_circle_is_one_finding() -> None:
    files = {
        "a.tool": lib("fn a() -> int = b()\nfn x() -> int = y()", imports='import b, y from "b.tool"'),
        "b.tool": lib(
            "fn b() -> int = a()\nfn y() -> int = x()",
            imports='import a from "a.tool"\nimport x from "../here/../here/a.tool"',
        ),
    }
    here = {f"here/{name}": text for name, text in files.items()}
    assert [code for code, _, _ in found(here, "here/a.tool")] == ["TW0904"]


def test_a_file_that_imports_itself() -> None:
    text = lib("fn a() -> int = 1", imports='# first\nimport a from "main.tool"\n# last')
    (only,) = check_files("main.tool", {"main.tool": text}).diagnostics
    assert (only.code, only.message) == ("TW0904", "this file imports itself")
    assert found({"main.tool": mended(text, only)}) == []
    assert "# first\n# last" in mended(text, only)


def test_functions_of_several_files_call_each_other_in_order() -> None:
    top = "fn topmost() -> int = middle() + first_one()"
    files = {
        "main.tool": lib(top, imports='import middle, first_one from "b.tool"'),
        "b.tool": lib("fn middle() -> int = first_one()", "fn first_one() -> int = 1"),
    }
    checked = check_files("main.tool", files)
    assert checked.program is not None
    assert list(checked.program.fns) == ["first_one", "middle", "topmost"]


def test_a_file_that_two_others_import_is_read_once() -> None:
    imports = 'import b from "b.tool"\nimport c from "c.tool"'
    files = Memory({
        "main.tool": lib("fn a() -> int = b() + c()", imports=imports),
        "b.tool": lib("fn b() -> int = d()", imports='import d from "d.tool"'),
        "c.tool": lib("fn c() -> int = d()", imports='import d from "d.tool"'),
        "d.tool": lib("fn d() -> int = 1"),
    })  # fmt: skip
    assert check("main.tool", files).diagnostics == ()
    assert sorted(files.asked) == ["b.tool", "c.tool", "d.tool", "main.tool"]


def test_one_name_in_two_files() -> None:
    files = {
        "main.tool": lib("fn one() -> int = two()", imports='import two from "b.tool"'),
        "b.tool": lib("fn two() -> int = 1", "fn one() -> int = 2"),
    }
    (only,) = check_files("main.tool", files).diagnostics
    assert (only.code, only.span.source.name, only.span.text) == ("TW0207", "main.tool", "one")
    assert only.labels[0].span.source.name == "b.tool"


KINDS = (
    "enum Twin { a }",
    "record Twin { a: str }",
    "entity Twin key id { id: str }\ndata Twin { | id | }",
    'error Twin(a: str) "twin"',
    "const Twin: int = 1",
    "fn Twin(a: int) -> int = a",
    'tool Twin(a: int "A.") -> int { "T." return a }',
)
USES = """
fn f(x: Twin) -> Twin = x
fn g() -> int = Twin(1, 2)
fn h() -> int = count(Twin)
tool t(x: int "X.") -> int fails Twin writes Twin {
  "T."
  let row = insert Twin { id: "x" }
  update row { id: "y" }
  let other = Twin["x"]
  fail Twin("x", 1)
}
test "t" { expect Twin(a=1) == 1 }
"""


@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("second", KINDS)
def test_one_name_for_two_kinds_of_things(first: str, second: str) -> None:
    more = second.replace("a: ", "b: str, a: ")
    files = {
        "main.tool": lib(more, USES, imports='import one from "b.tool"'),
        "b.tool": lib(first, "fn one() -> int = 1"),
    }
    assert check_files("main.tool", files).program is None


def test_an_imported_name_and_an_own_one() -> None:
    files = {
        "main.tool": lib("fn two() -> int = 3", imports='import one as two from "b.tool"'),
        "b.tool": lib("fn one() -> int = 1"),
    }
    assert found(files) == [("TW0206", "main.tool", "two")]


def test_unused_imports_are_told() -> None:
    imports = 'import SMALL, Size, Country, code_of from "geo.tool"'
    files = {
        "main.tool": lib("fn a() -> Size = SMALL", imports=imports),
        "geo.tool": GEO + 'const SMALL: Size = "small"\n',
        "data/countries.csv": COUNTRIES,
    }
    assert found(files) == [("TW0212", "main.tool", "Country"), ("TW0212", "main.tool", "code_of")]


def test_errors_keep_their_names() -> None:
    text = 'tool t() -> int fails Missing { "T." fail Missing("x") }'
    files = {
        "main.tool": lib(text, imports='import NotFound as Missing from "geo.tool"'),
        "geo.tool": GEO,
        "data/countries.csv": COUNTRIES,
    }
    assert found(files) == [("TW0213", "main.tool", "Missing")]


def test_scenarios_are_not_imported() -> None:
    other = MAIN.replace("../lib", "lib")
    files = {
        "main.tool": lib("fn a() -> int = count(City)", imports='import City from "trip.tool"'),
        "trip.tool": other,
        "lib/geo.tool": GEO,
        "lib/data/countries.csv": COUNTRIES,
    }
    assert found(files) == [("TW0909", "main.tool", '"trip.tool"')]


def test_broken_imports_cast_no_shadow() -> None:
    files = {
        "main.tool": lib("fn a() -> int = broken() + fine()", imports='import broken, fine from "b.tool"'),
        "b.tool": lib("fn broken( -> int = 1", "fn fine() -> int = 1"),
    }
    assert [name for _, name, _ in found(files)] == ["b.tool"]


def test_errors_of_all_files_come_in_one_run() -> None:
    files = {
        "main.tool": lib("fn a() -> int = b() + x", imports='import b from "b.tool"'),
        "b.tool": lib("fn b() -> int = y", "entity A key id { id: str, n: int }", 'data A from "a.csv"'),
        "a.csv": "id,n\na,1\nb,x\n",
    }
    assert found(files) == [
        ("TW0201", "main.tool", "x"),
        ("TW0201", "b.tool", "y"),
        ("TW0504", "a.csv", "x"),
    ]


def test_a_scenario_may_give_the_rows_of_an_imported_entity() -> None:
    geo = GEO.replace('data Country from "data/countries.csv"\n', "")
    main = MAIN + 'data Land { | code | name | size | | "NO" | "Norway" | "small" | | "PT" | "Porto" | "small" | }\n'
    checked = check_files("a/trip.tool", {"a/trip.tool": main, "lib/geo.tool": geo})
    assert checked.diagnostics == ()
    both = {**FILES, "specs/trip/trip.tool": main}
    assert [code for code, _, _ in found(both, "specs/trip/trip.tool")] == ["TW0507"]


def test_the_order_of_imports_does_not_matter() -> None:
    lines = ['import b from "b.tool"', 'import c from "c.tool"']
    files = {"b.tool": lib("fn b() -> int = 1"), "c.tool": lib("fn c() -> int = 1")}
    for imports in (lines, lines[::-1]):
        text = lib("fn a() -> int = b() + c()", imports="\n".join(imports))
        assert found({**files, "main.tool": text}) == []
