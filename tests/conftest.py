"""What every test may use. The cast is below; real servers and the browser are in tests/fixtures/."""

pytest_plugins = ["tests.fixtures.services", "tests.fixtures.browser", "tests.fixtures.cast", "tests.fixtures.exam"]
