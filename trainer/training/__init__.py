"""Training through TRL, as a training file says. Needs the `train` extra; start reading at `run`."""
