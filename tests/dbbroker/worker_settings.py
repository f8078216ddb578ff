"""The least that a worker needs for these tests: the queue and its database, none of our apps."""

import environ

SECRET_KEY = "only-for-tests"
DATABASES = {"default": environ.Env().db_url("DATABASE_URL")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {"timeout": 20, "transaction_mode": "IMMEDIATE"}
INSTALLED_APPS = ["dbbroker"]
USE_TZ = True
