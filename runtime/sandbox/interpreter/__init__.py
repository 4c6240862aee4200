"""Runs bodies that need little of Python in pydantic-monty, where the confinement of processes does not hold.

An interpreter of its own kind, in processes of its own, that can reach nothing of the machine. It knows a part of
Python only, is slower, and needs the extra `monty`.
"""
