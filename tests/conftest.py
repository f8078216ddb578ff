"""What every test may use: the cast, real servers and the browser, all in tests/fixtures/."""

NAMES = ("services", "browser", "cast", "exam", "room", "proctored", "counts")
pytest_plugins = [f"tests.fixtures.{name}" for name in NAMES]
