"""Rows that are drawn: generators, their arguments, and the columns of an entity."""
