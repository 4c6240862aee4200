"""The language told to others: tables for people and models who write it, in Markdown."""
