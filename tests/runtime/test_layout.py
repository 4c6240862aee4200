"""Long lines are cut as `ruff format` cuts them, whatever they are made of, and mean what they meant."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from toolwright.runtime.python.layout import columns, laid_out

from ..sizes import examples
from .lines import statements

STATEMENTS = [
    "x = alpha + beta * gamma - delta / (epsilon + zeta) % eta",
    "x = alpha < beta + gamma * delta - epsilon",
    "x = -alpha + (beta - gamma) - (delta - (epsilon - zeta))",
    "x = not (alpha and beta) or not gamma",
    "x = alpha if beta else gamma if delta else epsilon",
    "return alpha.beta(gamma).delta(epsilon, zeta).eta",
    "return [alpha for beta in gamma if delta if epsilon and zeta]",
    "return [alpha + beta for alpha in gamma for beta in delta if alpha < beta]",
    'return {"alpha": beta, "gamma": delta + epsilon, "zeta": [eta, theta]}',
    "return alpha(beta, gamma=delta, epsilon=zeta(eta, theta), iota=[kappa])",
    "return alpha(beta + gamma) * delta(epsilon) + zeta",
    "return total(alpha for beta in gamma if delta)",
    "return alpha(beta) in gamma(delta) and epsilon",
    "return alpha(beta) == gamma(delta, epsilon)",
    "return -alpha(beta, gamma)",
    "return alpha // beta % gamma * delta",
    "raise Alpha(beta=gamma, delta=epsilon + zeta)",
    "return alpha <= beta < gamma",
    "return alpha + (beta if gamma else delta)",
    "return [(alpha, beta), (gamma, delta)]",
    "return alpha or beta or gamma or delta or epsilon",
    "return alpha and (beta or gamma) and (delta or epsilon)",
    "return alpha == beta and gamma != delta or epsilon in zeta",
    "return alpha or beta and gamma or not delta and epsilon",
    "return alpha * beta(gamma)[:3]",
    "return (alpha + beta)[gamma] is None",
    "return (alpha(beta) or {}).get(gamma).delta",
    'return [] - ("gamma" and "long enough for any page here")',
    "return -(-alpha) + (3).real",
    "return alpha(beta, lambda: gamma(delta, epsilon))",
    "return alpha(beta, lambda: -[gamma, delta])",
    "return alpha(beta, key=lambda row: (row.gamma, row.delta))",
    "return alpha(beta, lambda: gamma.delta().epsilon().zeta)",
    'return "alpha beta gamma".delta(epsilon)',
    "return alphabet(beta)[gamma].delta(epsilon)",
    "return [alpha for beta, (gamma, delta) in epsilon]",
    "return [alpha for beta, (gamma,) in epsilon(zeta)]",
    "x: int = alpha(beta) + gamma(delta)",
    "def alphabet(world: World) -> bool:",
    'def alpha(world: World, *, beta: Literal["a", "b"] = "a", gamma: int) -> int:',
    "if alpha(beta) and gamma(delta, epsilon):",
    "elif alpha == beta or gamma:",
    "for alpha in beta(gamma, delta)[:3]:",
    "super().__init__(alpha + beta)",
    "alpha(beta).gamma(delta).epsilon().zeta()",
    "return -1000000",
    "return alpha[200:]",
    "return alphabet[beta + gamma]",
    "return [(alpha + beta,)]",
    "return not not alphabet",
    "return alpha + beta * gamma * delta(epsilon)",
    "return alpha(beta, gamma) // -delta",
    'return {"alpha": beta + gamma}',
    "def alphabet(world: World, beta: int) -> bool:",
    "def alpha(world: World, *, alphabet: str | None) -> int:",
    "def alpha(*, beta: int = gamma + delta) -> int:",
]
"""Each shows something that the formatter has a rule for."""
NARROW = (14, 20, 26, 32, 38, 44, 50, 56)
WIDE = (44, 62, 80, 100)


def formatted(lines: dict[int, list[str]], folder: Path) -> dict[int, list[str]]:
    """The *lines* for each width, one block deep, as one run of the formatter lays them out."""
    for width, own in lines.items():
        (folder / str(width)).mkdir()
        (folder / str(width) / "ruff.toml").write_text(f"line-length = {width}\n", "utf-8")
        bodies = (f"if it:\n        pass\n    {line}" if line.startswith("elif") else line for line in own)
        heads = (f"def f():\n    {body}\n{'        pass' if body.endswith(':') else ''}\n" for body in bodies)
        (folder / str(width) / "lines.py").write_text("".join(heads), "utf-8")
    run = [str(Path(sys.executable).parent / "ruff"), "format", "--no-cache", str(folder)]
    subprocess.run(run, capture_output=True, check=True)
    cut = {
        width: re.split(r"^def f\(\):\n(?:    if it:\n        pass\n)?", text, flags=re.MULTILINE)[1:]
        for width in lines
        for text in [(folder / str(width) / "lines.py").read_text("utf-8")]
    }
    return {width: [re.sub(r":\s+pass$", ":", text.rstrip()) for text in own] for width, own in cut.items()}


def differing(lines: dict[int, list[str]], folder: Path) -> list[tuple[str, str]]:
    """What the formatter makes of *lines* and we do, where that is not the same; the shortest first."""
    expected = formatted(lines, folder)
    pairs = [
        (theirs, laid_out(line, 1, width))
        for width, own in lines.items()
        for line, theirs in zip(own, expected[width], strict=True)
    ]
    return sorted((pair for pair in pairs if pair[0] != pair[1]), key=lambda pair: len(pair[0]))


def test_every_rule_of_the_formatter_is_followed(tmp_path: Path) -> None:
    assert differing(dict.fromkeys(NARROW, STATEMENTS), tmp_path) == []


def test_lines_made_at_random_are_cut_as_the_formatter_cuts_them(tmp_path: Path) -> None:
    lines = {width: list(statements(examples(250), width, width)) for width in WIDE}
    assert differing(lines, tmp_path)[:3] == []


BINDING = [
    "x = a % (b * c)",
    "x = a - (b - c)",
    "x = (a or b) and c",
    "x = not (a and b)",
    "x = -(a + b)",
    "x = -(-a)",
    "x = (3).real",
    "x = (a if b else c) if d else e",
    "x = (a + b).lower()",
    "x = [y for y in (a if b else c) if (d if e else f)]",
    "x = (a == b) == c",
    "x = (lambda: a, lambda b: (b, c))",
    "x = (lambda: a)() if (lambda: b) else lambda: c",
    "x = f(a for a in b)",
    "x = f'{a:,.2f}' + \"'\"",
    "x = a[1:b][c]",
    "return (a,)",
    "raise Missing(name=a, other='b')",
]


def test_what_binds_tight_stays_together() -> None:
    """Whatever the page, Python reads a line that was cut as it was."""
    with warnings.catch_warnings(action="ignore", category=SyntaxWarning):
        for line in (*BINDING, *(s for s in statements(examples(60), 1, 60) if not s.endswith(":"))):
            for width in (1, 12, 30, 200):
                assert ast.dump(ast.parse(laid_out(line, width=width))) == ast.dump(ast.parse(line))


def test_what_fits_is_left_and_what_is_no_statement_is_told() -> None:
    assert laid_out("x = a  +  b", 1, 15) == "    x = a  +  b"
    assert laid_out("xx = a + b", 1, 13) == "    xx = (\n        a + b\n    )"
    with pytest.raises(SyntaxError, match="no statement that is laid out: import"):
        laid_out("import alpha", width=5)


def test_a_page_has_a_hundred_columns() -> None:
    fits = f"return {'a' * 45} + {'b' * 45}"
    assert len(fits) == 100
    assert laid_out(fits) == fits
    assert laid_out(f"{fits}b") == f"return (\n    {'a' * 45} + {'b' * 46}\n)"


def test_wide_characters_take_two_columns() -> None:
    assert columns("ab") == 2
    assert columns("日本") == 4
    assert columns("e\u0301") == 1
    assert laid_out('x = "日本"', width=10) == 'x = "日本"'
    assert laid_out('xxx = "日本" + a', width=14) == 'xxx = (\n    "日本" + a\n)'
