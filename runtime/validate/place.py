"""Where in a call's arguments a value stands."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import CallError, ErrorCode


@dataclass(frozen=True, slots=True)
class Place:
    """A place as people read it (*label*: `filter.by`, `titles[]`) and as JSON pointer (*path*).

    Both are made of the schema's own names: items share their list's path, and what an object holds under a name that
    the schema does not have shares the object's.
    """

    label: str = ""
    path: str = ""
    kind: str = ""
    """`item`: each item of the label; `name`: each name in it; empty: the label itself."""

    def field(self, name: str) -> Place:
        """The place of a property that the schema names."""
        escaped = name.replace("~", "~0").replace("/", "~1")
        return Place(f"{self._base()}.{name}" if self.label else name, f"{self.path}/{escaped}")

    def item(self) -> Place:
        """The place of the items of a list and of the values of an object that the schema does not name."""
        return Place(self._base(), self.path, "item")

    def name(self) -> Place:
        """The place of an object's names."""
        return Place(self._base(), self.path, "name")

    def error(self, code: ErrorCode, rule: str) -> CallError:
        """An error here; *rule* is read after the place: `must be an integer`."""
        return CallError(code, f"{self.subject()} {rule}", self.path)

    def subject(self) -> str:
        """The place as the subject of a sentence."""
        whole = f"`{self.label}`" if self.label else "the arguments"
        if self.kind == "item":
            return f"each item of {whole}" if self.label else "each value in the arguments"
        return f"each name in {whole}" if self.kind == "name" else whole

    def _base(self) -> str:
        return f"{self.label}[]" if self.kind == "item" and self.label else self.label


__all__ = ["Place"]
