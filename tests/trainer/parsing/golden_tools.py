"""The tools that golden texts call, and what a golden case says."""

from __future__ import annotations

from typing import Any

WEATHER: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "get_current_weather",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string"},
                "state": {"type": "string"},
                "unit": {"enum": ["fahrenheit", "celsius"]},
            },
        },
    },
}
AREA: dict[str, Any] = {
    "name": "calculate_area",
    "parameters": {
        "type": "object",
        "$defs": {"Whole": {"type": "integer"}},
        "properties": {
            "shape": {"type": "string"},
            "dimensions": {"type": "object"},
            "precision": {"$ref": "#/$defs/Whole"},
            "tags": {"anyOf": [{"type": "array"}, {"type": "null"}]},
            "exact": {"type": "boolean"},
            "scale": {"type": ["number", "null"]},
            "note": {"type": "string"},
        },
    },
}
TOOLS = [WEATHER, AREA, "no tool", {"function": {"name": 3}}]

Case = tuple[str, list[tuple[str, Any]], list[str], str]
"""A text, its calls with their arguments as values (as text where they are compared to the letter), its errors and
its content.
"""

DALLAS = {"city": "Dallas", "state": "TX", "unit": "fahrenheit"}
