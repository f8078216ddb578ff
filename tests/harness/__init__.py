"""`make test`: brings its own servers, runs every check, tells what failed. Standard library only.

`python -m tests.harness --help` lists the steps; each can be run alone.
"""
