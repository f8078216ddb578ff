"""`make run`: one process that starts and watches web server, worker and beat. Standard library only.

Nothing here imports Django: the modules `web`, `worker`, `beat` and `prepare` do, and each runs in a
process of its own.
"""
