"""Packages whose parts are loaded when they are first asked for, so that a command loads what it needs alone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


class _Package(ModuleType):
    """A package that offers things on demand, some of them under the name of the module that they are in."""

    def __setattr__(self, name: str, value: object) -> None:
        # A module that was loaded would be bound here by its own name, and take the place of what is offered so.
        if not (isinstance(value, ModuleType) and name in getattr(self, "__all__", ())):
            super().__setattr__(name, value)


def on_demand(package: str, places: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of *package* (PEP 562); *places* says in which of its modules a name is.

    What it returns raises AttributeError for other names. What the package names in `__all__` is never a module.
    """
    sys.modules[package].__class__ = _Package

    def get(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(places[name], package), name)

    return get
