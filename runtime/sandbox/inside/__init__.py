"""What runs inside the sandbox: a lean process that forks confined children, and what a child does.

These modules use the standard library and each other only. The zygote is started with an empty environment and without
site packages (`runtime/sandbox/launch.py`), and sees this folder as a package of its own; nothing of Toolwright is
loaded there, so a body has nothing of it to find.
"""
