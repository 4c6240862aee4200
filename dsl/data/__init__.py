"""Rows: read, checked against their fields, linked."""
