"""What editors ask of the language: pure functions from what is known of files to an answer.

No protocol and no files here: the server (`toolwright.cli.editor`) speaks to editors, reads files, and turns code
points into the units of its client.
"""
