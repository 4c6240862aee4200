"""Bundles from strangers who mean harm: each is refused, or plays like any other."""
