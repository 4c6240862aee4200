"""Text to text and tree to text, in one style."""

from .formatter import Formatted, format_source

__all__ = ["Formatted", "format_source"]
