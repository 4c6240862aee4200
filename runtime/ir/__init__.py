"""The intermediate form: what a bundle says a tool means."""
