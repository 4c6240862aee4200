"""Tree to text, in one style."""
