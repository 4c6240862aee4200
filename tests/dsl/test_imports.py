"""Imports: installed packages, several names for one file, and mends that work."""

from __future__ import annotations

import pytest

from toolwright.dsl.check import Checked, check
from toolwright.dsl.diagnostics import Diagnostic, Severity
from toolwright.dsl.project.files import Misspelt
from toolwright.dsl.project.paths import BadPath, from_importer, package_of, relative, resolve

CITIES = """library cities { title: "Cities" }
import Country from "../countries.tool"
entity City key id { id: str, name: str, land: Country }
data City from "rows/cities.csv"
fn unused_elsewhere() -> int = 1
"""
COUNTRIES = """library countries { title: "Countries" }
entity Country key code { code: str, name: str }
data Country { | code | name | | "NO" | "Norway" | }
"""
ROWS = "id,name,land\noslo,Oslo,NO\n"
WORLDS = {
    "geo_worlds:europe/cities.tool": CITIES,
    "geo_worlds:countries.tool": COUNTRIES,
    "geo_worlds:europe/rows/cities.csv": ROWS,
}
MAIN = """import City from "geo_worlds:europe/cities.tool"
library trip { title: "Trip" }
fn lands() -> int = count([c for c in City if c.land.name == "Norway"])
"""


class Memory:
    """Files by path, packages among them."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def read(self, path: str) -> bytes:
        if path in self.files:
            return self.files[path].encode()
        package = package_of(path)
        if package and not any(package_of(each) == package for each in self.files):
            raise ModuleNotFoundError(name=package)
        for each in self.files:
            if each.casefold() == path.casefold() or each == path.replace("gel.tool", "geo.tool"):
                raise Misspelt(path, each)
        raise FileNotFoundError(2, "No such file or directory")


def check_files(files: dict[str, str], path: str = "main.tool") -> Checked:
    return check(path, Memory(files))


def only(files: dict[str, str], path: str = "main.tool") -> Diagnostic:
    (diagnostic,) = check_files(files, path).diagnostics
    return diagnostic


def mended(files: dict[str, str], diagnostic: Diagnostic) -> dict[str, str]:
    """*files* after the fix of *diagnostic*."""
    assert diagnostic.fix is not None
    after = dict(files)
    for edit in sorted(diagnostic.fix.edits, key=lambda edit: -edit.span.start):
        text = after[edit.span.source.name]
        after[edit.span.source.name] = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return after


def lib(*declarations: str, imports: str = "") -> str:
    return "\n".join([*([imports] if imports else []), 'library lib { title: "Lib" }', *declarations, ""])


# ------------------------------------------------------------------ packages


def test_a_library_of_a_package() -> None:
    checked = check_files({**WORLDS, "specs/main.tool": MAIN}, "specs/main.tool")
    assert checked.diagnostics == ()
    assert checked.program is not None
    assert [file.path for file in checked.program.files] == ["main.tool", *WORLDS]
    assert checked.program.files == checked.files
    assert checked.program.entities["City"].rows == ({"id": "oslo", "name": "Oslo", "land": "NO"},)


def test_rows_of_a_package() -> None:
    text = lib(
        "entity City key id { id: str, name: str, land: str }", 'data City from "geo_worlds:europe/rows/cities.csv"'
    )
    assert check_files({**WORLDS, "main.tool": text}).diagnostics == ()


def test_a_package_that_is_not_installed_is_told_once() -> None:
    imports = 'import City from "geo_worlds:a.tool"\nimport Country from "geo_worlds:b.tool"'
    text = lib("fn f() -> int = count(City) + count(Country)", imports=imports)
    diagnostic = only({"main.tool": text})
    assert (diagnostic.code, diagnostic.span.text) == ("TW0910", '"geo_worlds:a.tool"')
    assert "pip install geo-worlds" in (diagnostic.help or "")


def test_a_file_that_a_package_lacks() -> None:
    text = lib(imports='import x from "geo_worlds:nothing.tool"')
    assert only({**WORLDS, "main.tool": text}).code == "TW0901"


@pytest.mark.parametrize(
    ("importer", "path", "found"),
    [
        ("a/main.tool", "geo_worlds:cities.tool", "geo_worlds:cities.tool"),
        ("a/main.tool", "geo_worlds:./x/../cities.tool", "geo_worlds:cities.tool"),
        ("geo_worlds:a/b.tool", "../c.tool", "geo_worlds:c.tool"),
        ("geo_worlds:a/b.tool", "c.csv", "geo_worlds:a/c.csv"),
        ("geo_worlds:a/b.tool", "more_worlds:c.tool", "more_worlds:c.tool"),
        ("geo_worlds:a/b.tool", "../../c.tool", None),
        ("geo_worlds:a/b.tool", "/etc/passwd", None),
        ("a/main.tool", "geo_worlds:../other/x.tool", None),
        ("a/main.tool", "geo_worlds:", None),
        ("a/main.tool", "geo_worlds:.", None),
        ("a/main.tool", "geo_worlds:/etc/passwd", None),
        ("a/main.tool", "geo_worlds:a\\b.tool", None),
        ("a/main.tool", ":x.tool", None),
    ],
)
def test_paths_stay_in_their_package(importer: str, path: str, found: str | None) -> None:
    result = resolve(importer, path, "a")
    assert (None if isinstance(result, BadPath) else result) == found


@pytest.mark.parametrize(
    ("path", "meant"),
    [("geo-worlds:a.tool", "geo_worlds:a.tool"), ("acme.worlds:a.tool", "acme:worlds/a.tool")],
)
def test_the_name_of_a_package_is_the_one_that_python_imports(path: str, meant: str) -> None:
    diagnostic = only({"main.tool": lib(imports=f'import x from "{path}"')})
    assert (diagnostic.code, diagnostic.help) == ("TW0903", f"write `{meant}`")


def test_ways_from_file_to_file() -> None:
    assert relative("p_q:a/b.tool", "specs") == "p_q:a/b.tool"
    assert from_importer("p_q:a/b.tool", "p_q:c.tool") == "../c.tool"
    assert from_importer("specs/a/main.tool", "specs/lib/geo.tool") == "../lib/geo.tool"
    assert from_importer("specs/a/main.tool", "p_q:c.tool") == "p_q:c.tool"


def test_remarks_on_packages_are_for_their_authors() -> None:
    worlds = {**WORLDS, "geo_worlds:countries.tool": COUNTRIES + "entity Empty key id { id: str }\n"}
    assert check_files({**worlds, "main.tool": MAIN}).diagnostics == ()
    broken = {**WORLDS, "geo_worlds:countries.tool": COUNTRIES + "fn f() -> int = x\n"}
    diagnostic = only({**broken, "main.tool": MAIN})
    assert (diagnostic.severity, diagnostic.span.source.name) == (Severity.ERROR, "geo_worlds:countries.tool")
    broken = {
        **WORLDS,
        "geo_worlds:countries.tool": COUNTRIES + "const countable: int = 1\nfn f() -> int = countabel\n",
    }
    diagnostic = only({**broken, "main.tool": MAIN})
    assert (diagnostic.help, diagnostic.fix) == ("did you mean `countable`?", None)


# ------------------------------------------------------------------ one file, several names


def test_one_file_by_two_names_is_told_once_and_mended() -> None:
    shared = lib("fn one() -> int = 1", "fn two() -> int = 2")
    imports = 'import one from "lib.tool"\nimport two from "../here/lib.tool"'
    files = {
        "main.tool": lib("fn f() -> int = one() + two()", imports=imports),
        "lib.tool": shared,
        "../here/lib.tool": shared,
    }
    diagnostic = only(files)
    assert (diagnostic.code, diagnostic.span.text) == ("TW0912", '"../here/lib.tool"')
    assert check_files(mended(files, diagnostic)).diagnostics == ()


def test_a_scenario_that_imports_itself_by_another_name() -> None:
    text = lib("fn a() -> int = 1", imports='import b from "../here/main.tool"')
    diagnostic = only({"main.tool": text, "../here/main.tool": text})
    assert (diagnostic.code, diagnostic.fix) == ("TW0912", None)


def test_two_spellings_of_one_path_are_one_file() -> None:
    imports = 'import one from "lib/../lib/./geo.tool"\nimport two from "lib/geo.tool"'
    text = lib("fn f() -> int = one() + two()", imports=imports)
    files = {"main.tool": text, "lib/geo.tool": lib("fn one() -> int = 1", "fn two() -> int = 2")}
    assert check_files(files).diagnostics == ()


@pytest.mark.parametrize(("path", "code"), [("lib/Geo.tool", "TW0911"), ("lib/gel.tool", "TW0901")])
def test_a_misspelt_path_is_mended(path: str, code: str) -> None:
    text = lib("fn f() -> int = one()", imports=f'import one from "../{path}"')
    files = {"specs/main.tool": text, "lib/geo.tool": lib("fn one() -> int = 1")}
    diagnostic = only(files, "specs/main.tool")
    assert (diagnostic.code, "`../lib/geo.tool`" in (diagnostic.help or "")) == (code, True)
    assert check_files(mended(files, diagnostic), "specs/main.tool").diagnostics == ()


# ------------------------------------------------------------------ names


def test_two_libraries_declare_one_name() -> None:
    imports = ['import one from "b.tool"', 'import two from "a.tool"']
    files = {
        "a.tool": lib("fn two() -> int = 1", "fn same() -> int = 2"),
        "b.tool": lib("fn one() -> int = 1", "fn same() -> int = 3"),
    }
    for order in (imports, imports[::-1]):
        text = lib("fn f() -> int = one() + two()", imports="\n".join(order))
        diagnostic = only({**files, "main.tool": text})
        assert (diagnostic.code, diagnostic.span.source.name) == ("TW0207", "b.tool")
        assert "`a.tool`" in diagnostic.message and "rename one of the two" in (diagnostic.help or "")


def test_who_gives_way_to_a_package() -> None:
    text = MAIN + "fn unused_elsewhere() -> int = 2\n"
    diagnostic = only({**WORLDS, "main.tool": text})
    assert (diagnostic.code, diagnostic.span.source.name) == ("TW0207", "main.tool")
    assert "choose another name here" in (diagnostic.help or "")
    more = {"more_worlds:x.tool": lib("fn unused_elsewhere() -> int = 3", "fn x() -> int = 4")}
    text = 'import x from "more_worlds:x.tool"\n' + MAIN + "fn y() -> int = x()\n"
    diagnostic = only({**WORLDS, **more, "main.tool": text})
    assert "two packages" in (diagnostic.help or "")


def test_a_renamed_error_is_mended_with_its_uses() -> None:
    uses = (
        'tool t() -> int fails Gone { "T." require count([1]) == 1 else Gone("y") if true { fail Gone("x") } return 1 }'
    )
    test = 'test "t" { expect t() fails Gone }'
    files = {
        "main.tool": lib(uses, test, imports='import Missing as Gone from "b.tool"'),
        "b.tool": lib('error Missing(what: str) $"{what} is missing"'),
    }
    diagnostic = only(files)
    assert (diagnostic.code, diagnostic.span.text) == ("TW0213", "Gone")
    after = mended(files, diagnostic)
    assert "Gone" not in after["main.tool"]
    assert check_files(after).diagnostics == ()


def test_no_mend_where_the_name_of_the_error_is_taken() -> None:
    files = {
        "main.tool": lib("enum Missing { a }", imports='import Missing as Gone from "b.tool"'),
        "b.tool": lib('error Missing(what: str) $"{what} is missing"'),
    }
    assert [d.fix for d in check_files(files).diagnostics if d.code == "TW0213"] == [None]


@pytest.mark.parametrize("names", ["a", "a, x", "x, a", "x, a, y", "a,\n  x", "x , a as b"])
def test_unused_imports_are_mended(names: str) -> None:
    used = lib("fn f() -> int = 1" + "".join(f" + {name}()" for name in "xy" if name in names))
    files = {
        "main.tool": f'# before\nimport {names} from "b.tool"\n# behind\n{used}',
        "b.tool": lib(*(f"fn {name}() -> int = 1" for name in "axy")),
    }
    diagnostic = only(files)
    assert diagnostic.code == "TW0212"
    after = mended(files, diagnostic)
    assert check_files(after).diagnostics == ()
    assert ("import" in after["main.tool"]) == (names != "a")
    assert names != "a" or "# before\n# behind\n" in after["main.tool"]


def test_all_unused_imports_go_in_several_rounds() -> None:
    files = {
        "main.tool": lib("fn f() -> int = 1", imports='import a, b, c from "b.tool"'),
        "b.tool": lib(*(f"fn {name}() -> int = 1" for name in "abc")),
    }
    for left in (2, 1, 0):
        files = mended(files, check_files(files).diagnostics[-1])
        assert [d.code for d in check_files(files).diagnostics] == ["TW0212"] * left
    assert "import" not in files["main.tool"]


def test_a_name_that_is_imported_twice_is_mended() -> None:
    files = {
        "main.tool": lib("fn f() -> int = a()", imports='import a from "b.tool"\nimport a from "b.tool"'),
        "b.tool": lib("fn a() -> int = 1"),
    }
    diagnostic = only(files)
    assert diagnostic.code == "TW0206"
    assert check_files(mended(files, diagnostic)).diagnostics == ()


# ------------------------------------------------------------------ other texts


@pytest.mark.parametrize(
    "text",
    [
        "# A title\n\nSome words about it.\nMore words.\nAnd more, which end.\n\n```\nscenario x {}\n```\n",
        '"""Python."""\nfrom x import y\nclass A:\n  pass\ndef f():\n  return 1\n',
        '{\n  "scenario": {"a": 1},\n  "b": [1, 2]\n}\n',
        "id,name\noslo,Oslo\nparis,Paris\nrome,Rome\n",
        "<html>\n<body>scenario</body>\n</html>\n",
        "openapi: 3.0.0\ninfo:\n  title: x\nservers:\n  - url: x\npaths:\n  /x: y\n",
    ],
    ids=["markdown", "python", "json", "csv", "html", "yaml"],
)
def test_a_text_of_another_kind_is_one_finding(text: str) -> None:
    diagnostic = only({"main.tool": text})
    assert diagnostic.code == "TW0913"
    files = {"main.tool": lib("fn f() -> int = a()", imports='import a from "b.tool"'), "b.tool": text}
    assert only(files).code == "TW0913"


def test_a_scenario_that_begins_with_a_slip_is_read() -> None:
    for text in ("// about\n" + MAIN, "scenrio x { }\n", "oops\n" + MAIN, "x = 1\ny = 2\n" + MAIN):
        codes = [d.code for d in check_files({**WORLDS, "main.tool": text}).diagnostics]
        assert codes and "TW0913" not in codes


def test_only_tool_files_are_imported() -> None:
    diagnostic = only({"main.tool": lib(imports='import City from "cities.csv"'), "cities.csv": ROWS})
    assert (diagnostic.code, diagnostic.message) == ("TW0913", "`cities.csv` is not a .tool file")
