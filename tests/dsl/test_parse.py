from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolwright.dsl.diagnostics.render import render_github, render_json, render_text
from toolwright.dsl.diagnostics.sarif import render_sarif
from toolwright.dsl.source import Source, Span
from toolwright.dsl.syntax import nodes
from toolwright.dsl.syntax.nodes import Node, shape
from toolwright.dsl.syntax.parse import Parsed, decode, parse
from toolwright.dsl.syntax.walk import below

from ..sizes import examples

HERE = Path(__file__).parent
EXAMPLES = sorted((HERE / "examples").glob("*.tool"))
BROKEN = sorted((HERE / "wrong" / "syntax").glob("*.tool"))
TEXTS = [path.read_text(encoding="utf-8") for path in EXAMPLES]


def read(text: str) -> Parsed:
    return parse(Source("a.tool", text))


def checked(text: str) -> Parsed:
    """What `parse` gives, after looking at what it must be like for any text."""
    source = Source("a.tool", text)
    parsed = parse(source)
    assert parsed.module.items or parsed.diagnostics

    def inside(span: Span) -> None:
        assert span.source is source
        assert 0 <= span.start <= span.end <= len(text)

    for found in parsed.diagnostics:
        inside(found.span)
        for label in found.labels:
            inside(label.span)
        for edit in found.fix.edits if found.fix else ():
            inside(edit.span)
    for comment in parsed.comments:
        inside(comment)
        assert comment.text.startswith("#")
    walk(parsed.module)
    for render in (render_json, render_github, render_sarif):
        render(parsed.diagnostics)
    render_text(parsed.diagnostics, colour=True)
    return parsed


def walk(node: Node) -> None:
    """Every node lies in its parent."""
    for name in type(node).__slots__:
        value = getattr(node, name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, Node):
                assert node.span.start <= child.span.start <= child.span.end <= node.span.end, child
                walk(child)


# --------------------------------------------------------------- good files


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_examples_have_no_findings(path: Path) -> None:
    parsed = checked(path.read_text(encoding="utf-8"))
    assert parsed.diagnostics == ()
    assert parsed.poisoned == frozenset()
    assert parsed.module.edition == 1


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_a_declaration_alone_is_the_same_declaration(path: Path) -> None:
    for item in read(path.read_text(encoding="utf-8")).module.items:
        (again,) = read(item.span.text).module.items
        assert shape(again) == shape(item)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_pieces_give_what_the_whole_gives(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    whole = read(text)
    # A broken declaration at the end makes the parser cut the file up.
    pieces = read(text + "\ntool broken(\n")
    assert shape(pieces.module) == shape(whole.module)
    assert pieces.poisoned == {"broken"}
    assert len(pieces.diagnostics) == 1


def value(text: str) -> object:
    (item,) = read(f"const A = {text}").module.items
    assert isinstance(item, nodes.ConstDecl)
    return item.value.value if isinstance(item.value, nodes.Literal) else item.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2_102_650", 2102650),
        ("1_0.2_5", 10.25),
        ("1.5e-3", 0.0015),
        ("9223372036854775807", 2**63 - 1),
        (r'"\"\\\n\t\u{1F600}"', '"\\\n\t\U0001f600'),
        ('"""\n    a\n      b "c" ""\n    """', 'a\n  b "c" ""'),
        ('"""a\n  b"""', "a\n  b"),
        ('"""\n\n  a\n\n"""', "\na\n"),
        ('"""\r\n  a\r\n  b\r\n  """', "a\nb"),
        ('"""\n  a\\n b\n  """', "a\n b"),
        ('"""\n\ta\n\t b\n\t"""', "a\n b"),
        ('"# no comment"', "# no comment"),
        ("null", None),
        ("true", True),
    ],
)
def test_literals(text: str, expected: object) -> None:
    assert value(text) == expected
    assert type(value(text)) is type(expected)


def test_holes_lie_where_they_stand_in_the_file() -> None:
    text = 'const A = $"a \\u{41} {{}} {b.c:,.2f} {f(d, [1, 2])}"'
    parsed = checked(text)
    (item,) = parsed.module.items
    assert isinstance(item, nodes.ConstDecl) and isinstance(item.value, nodes.Template)
    before, first, gap, second = item.value.parts
    assert (before, gap) == ("a A {} ", " ")
    assert isinstance(first, nodes.Hole) and isinstance(second, nodes.Hole)
    assert (first.span.text, first.value.span.text, first.format) == ("{b.c:,.2f}", "b.c", ",.2f")
    assert (second.value.span.text, second.format) == ("f(d, [1, 2])", None)


def test_long_templates_lose_their_indentation_around_holes() -> None:
    parsed = checked('const A = $"""\n    a {City["x"].name}\n      {b} c\n    """')
    (item,) = parsed.module.items
    assert isinstance(item, nodes.ConstDecl) and isinstance(item.value, nodes.Template)
    assert [p if isinstance(p, str) else p.value.span.text for p in item.value.parts] == [
        "a ", 'City["x"].name', "\n  ", "b", " c",
    ]  # fmt: skip


def test_a_plain_string_is_a_template_without_holes() -> None:
    parsed = checked('error E "{x}" error F $"{x}"')
    first, second = parsed.module.items
    assert isinstance(first, nodes.ErrorDecl) and isinstance(second, nodes.ErrorDecl)
    assert first.message.parts == ("{x}",)
    assert isinstance(second.message.parts[0], nodes.Hole)


def test_effects_may_be_said_several_times() -> None:
    (tool,) = checked("tool f() -> int fails A, B writes C fails D { }").module.items
    assert isinstance(tool, nodes.ToolDecl)
    assert [i.text for i in tool.fails] == ["A", "B", "D"]
    assert [i.text for i in tool.writes] == ["C"]


def test_keywords_can_be_names() -> None:
    text = """
entity Flight key from, sort {
  "Doc."
  from: str,
  sort: int = 1 "Doc.",
  @check(tool > 0) tool: int,
  key: int,
}
tool let(take: int, desc: str) -> int {
  "Doc."
  let by = [take for take in group sort by desc desc, asc take skip]
  update delete { return: 1 }
  return update
}
"""
    assert checked(text).diagnostics == ()


def test_a_bracketed_operand_belongs_to_its_operator() -> None:
    (item,) = checked("const A = (1 + 2) * (3)").module.items
    assert isinstance(item, nodes.ConstDecl) and isinstance(item.value, nodes.Binary)
    assert item.value.span.text == "(1 + 2) * (3)"


def test_comments_are_found_outside_strings_only() -> None:
    parsed = checked('# one\nconst A = "# no" # two\n# three')
    assert [c.text for c in parsed.comments] == ["# one", "# two", "# three"]


def test_threads_do_not_mix_their_files() -> None:
    results: dict[int, str] = {}

    def work(number: int) -> None:
        for _ in range(5):
            parsed = parse(Source(f"{number}.tool", TEXTS[number % len(TEXTS)]))
            assert not parsed.diagnostics
            results[number] = parsed.module.items[-1].span.source.name

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {n: f"{n}.tool" for n in range(6)}


# ------------------------------------------------------------- broken files


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.stem)
def test_what_comes_back_for_a_broken_file_is_sound(path: Path) -> None:
    checked(path.read_text(encoding="utf-8").partition("\n#! ")[0])


@pytest.mark.parametrize("text", ["", " \n", "# only a comment", "edition 1\n"])
def test_an_empty_file_is_told_how_to_start(text: str) -> None:
    (found,) = checked(text).diagnostics
    assert found.code == "TW0114"
    assert found.help is not None and "scenario" in found.help


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "byte 0"),
        (b"const A = 1\n\xff", "line 2"),
        (b"\xed\xa0\x80", "UTF-8"),
        (b"const A = 1\n\0", "NUL character in line 2"),
        (b"\xff\xfec\0", "UTF-8"),
    ],
)
def test_bytes_that_are_not_text(data: bytes, part: str) -> None:
    decoded = decode("a.tool", data)
    (found,) = decoded.diagnostics
    assert found.code == "TW0113" and part in found.message
    assert decoded.source.text == ""


@pytest.mark.parametrize(
    ("data", "place", "line", "marked"),
    [
        (b"a,b\n1,2\nZ\xfcrich,3\n4,5\n", (3, 2), "Z\ufffdrich,3", "\ufffd"),
        (b"a,b\r\n1,Chi\0le\r\n", (2, 6), "1,Chi\ufffdle", "\ufffd"),
        (b"\x89PNG\r\n\x1a\n\0\0", (1, 1), "\ufffdPNG", "\ufffd"),
    ],
)
def test_what_is_not_text_is_told_at_its_place(data: bytes, place: tuple[int, int], line: str, marked: str) -> None:
    (found,) = decode("a.csv", data).diagnostics
    source = found.span.source
    assert source.position(found.span.start) == place
    assert (source.line(place[0]), found.span.text) == (line, marked)


def test_a_byte_order_mark_is_dropped() -> None:
    decoded = decode("a.tool", b"\xef\xbb\xbfconst A = 1")
    assert decoded.source.text == "const A = 1" and decoded.diagnostics == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("const A = " + "(" * 100_000, "TW0112"),
        ("const A = " + "[" * 300 + "]" * 300, "TW0112"),
        ("const A = " + "1 + " * 20_000 + "1", "TW0112"),
        ("const A = " + "not " * 20_000 + "a", "TW0112"),
        ("const A = " + "if a then b else " * 5_000 + "c", "TW0112"),
        ("const A = a" + ".b" * 5_000, "TW0112"),
        ("const A = " + "if a then " * 20_000, "TW0112"),
        ("const A = " + "9" * 100_000, "TW0107"),
        ("const A = -" + "9" * 20, "TW0107"),
        ("const A: int(0.." + "9" * 5000 + ") = 1", "TW0107"),
        ('const A = "' + "x" * 100_000, "TW0105"),
        ('const A = """' + '\\"' * 50_000, "TW0105"),
        ("@" * 20_000, "TW0101"),
        ("{" * 100 + "const A = $", "TW0913"),
        ("\ud800", "TW0113"),
        ("const A = \0", "TW0113"),
    ],
    ids=lambda v: str(v)[:24],
)
def test_hostile_texts(text: str, code: str) -> None:
    assert [d.code for d in checked(text).diagnostics] == [code]


def test_thousands_of_broken_declarations_are_answered() -> None:
    parsed = checked("tool\n" * 3000 + "const A = 1\n")
    assert len(parsed.diagnostics) == 500
    assert len(parsed.module.items) == 1


def test_what_nests_too_deep_does_not_take_the_others_away() -> None:
    parsed = checked("const A = 1\nconst B = " + "- " * 500 + "1\nconst C = 2")
    assert [d.code for d in parsed.diagnostics] == ["TW0112"]
    assert len(parsed.module.items) == 2
    assert parsed.poisoned == {"B"}


@pytest.mark.parametrize(
    ("item", "levels"),
    [
        ("const A = 1", 1),  # the declaration, its number
        ("const A = f(a)", 3),
        ("const A = " + "- " * 40 + "1", 41),
        ("const A = " + "f(" * 40 + "1" + ")" * 40, 81),
        ("const A = " + "[a for a in " * 30 + "b" + "]" * 30, 61),
        ("const A = 1" + " + 1" * 70, 71),
        ("const A = " + "[" * 90 + "]" * 90, 90),
        ("const A = a" + ".b" * 95, 96),
        ("task a { ask $" + '"""' + "{f(" * 1 + "1" + ")}" * 1 + '""" }', 6),
    ],
)
def test_how_deep_a_tree_is(item: str, levels: int) -> None:
    """However long the nodes are: `below` looks no further into what is too short to be deep."""
    decl = parse(Source("a.tool", item)).module.items[0]
    assert below(decl, levels) is not None
    assert below(decl, levels + 1) is None


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_truncated_files(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for end in range(0, len(text), 37):
        checked(text[:end])


robust = settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@robust
@given(st.text(st.characters()))
def test_any_text(text: str) -> None:
    checked(text)


FRAGMENTS = st.sampled_from(
    re.split(
        "/",
        r"""tool f/entity E key a/{/}/(/)/[/]/"/$"/{a/|/,/:/=/ /let/step/for x in/if/??/fail/1/1.5/../@/#/\/é
    /edition 1/not""",
    )
)


@robust
@given(st.lists(FRAGMENTS, max_size=40).map("".join))
def test_any_fragments(text: str) -> None:
    checked(text)


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """A good file with chunks deleted, put in or exchanged."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 3))):
        a, b = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        b = min(b, a + draw(st.integers(1, 200)))
        match draw(st.sampled_from(["delete", "insert", "swap"])):
            case "delete":
                text = text[:a] + text[b:]
            case "insert":
                text = text[:a] + draw(FRAGMENTS) + text[a:]
            case _:
                text = text[:a] + text[b : b + 20] + text[a:b] + text[b + 20 :]
    return text


@robust
@given(mutants())
def test_mutants_of_good_files(text: str) -> None:
    checked(text)


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        ("1..5", (1, 5)),
        ("-5..-2", (-5, -2)),
        ("- 0.5..", (-0.5, None)),
        ("..-1_000", (None, -1000)),
        ("- # a comment\n3..4", (-3, 4)),
    ],
)
def test_ranges(written: str, bounds: tuple[float | None, float | None]) -> None:
    (item,) = read(f"library a {{ b: {written} }}").module.items
    assert isinstance(item, nodes.ScenarioDecl)
    value = item.settings.items[0].value
    assert isinstance(value, nodes.Range)
    assert (value.low, value.high) == bounds
