"""Frozen dataclasses for values that a parse makes by the hundred thousand."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

__all__ = ["lean_dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass as lean_dataclass
else:

    def lean_dataclass(*, frozen: bool, eq: bool = True, slots: bool = False) -> Any:
        """`dataclass`, where only the type checker guards what is *frozen*, and one `__repr__` serves all.

        The guard at run time makes building an object three times as slow, and both together importing its class.
        """

        def made(kind: type) -> type:
            if "__repr__" not in vars(kind):
                kind.__repr__ = _shown
            return dataclass(eq=eq, unsafe_hash=frozen and eq, slots=slots, repr=False)(kind)

        return made


def _shown(value: Any) -> str:
    parts = (f"{field.name}={getattr(value, field.name)!r}" for field in fields(value) if field.repr)
    return f"{type(value).__qualname__}({', '.join(parts)})"
