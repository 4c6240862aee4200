"""Toolwright: the compiler for tool-use environments."""

__version__ = "0.1.0"
