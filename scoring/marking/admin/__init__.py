from scoring.marking.admin import rescoring, results  # noqa: F401  what they register is the admin
