"""A load driver that behaves like candidates: `bin/bench load --help`."""
