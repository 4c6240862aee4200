"""The study of docs/study.md: what training on bundles gives, and which of its parts give it."""
