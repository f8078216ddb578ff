"""A message broker that comes with the code: Celery's queue in Django's own database (`django://`).

Nothing to install or run beside it, tasks join the transaction that queues them, and a message survives the
kill -9 of whoever holds it. The same code runs on Redis by setting REDIS_URL; see docs/decisions/0002.
"""
