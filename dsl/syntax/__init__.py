"""Text to tree: lexical look, grammar callbacks, nodes, recovery after mistakes. Start at `parse` and `nodes`."""
