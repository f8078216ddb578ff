"""`make run`: one process that starts and watches web server, worker and beat. Standard library only.

Nothing here imports Django, except what runs in processes of its own: `site` (web server), `jobs` (worker, beat)
and `prepare` (database, demonstration).
"""
