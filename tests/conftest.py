"""What every test may use: the cast, real servers and the browser, all in tests/fixtures/."""

pytest_plugins = [f"tests.fixtures.{name}" for name in ("services", "browser", "cast", "exam", "counts", "proctored")]
