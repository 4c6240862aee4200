library atlas { title: "Atlas" }
"""Doubles."""
fn twice(n: int) -> int = 2 * n

#! TW0101 2:1 documentation stands inside what it is about
