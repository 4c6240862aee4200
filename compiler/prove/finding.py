"""What proofs give: findings with their counter-examples, and how often each proof was run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """A proof that failed, with what shows it."""

    code: str
    level: str
    task: str | None
    message: str
    note: str = ""
    """The counter-example: the call, the text or the values that show it."""
    help: str = ""
    step: str | None = None
    tool: str | None = None
    param: str | None = None
    calls: tuple[str, ...] = ()
    """The tools of the calls that show it, where several calls together do."""


@dataclass(frozen=True)
class Proof:
    """The outcome of some proofs."""

    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    """Name of a proof (`compiler.prove.statements`) to the number of times that it was run."""


def together(proofs: Iterable[Proof]) -> Proof:
    """Several proofs as one, findings in their order."""
    findings: list[Finding] = []
    counts: Counter[str] = Counter()
    for proof in proofs:
        findings.extend(proof.findings)
        counts.update(proof.counts)
    return Proof(tuple(findings), dict(sorted(counts.items())))
