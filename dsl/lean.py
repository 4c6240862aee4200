"""Frozen dataclasses for values that a parse makes by the hundred thousand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

__all__ = ["lean_dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass as lean_dataclass
else:

    def lean_dataclass(*, frozen: bool, eq: bool = True, **options: Any) -> Any:
        """`dataclass`, where only the type checker guards what is *frozen*.

        The guard at run time makes building an object three times as slow, and importing its class twice.
        """
        return dataclass(eq=eq, unsafe_hash=frozen and eq, **options)
