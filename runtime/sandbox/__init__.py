"""Runs functions that strangers wrote in Python, in processes that can do nothing but compute (`docs/sandbox.md`)."""
