"""Permissions that pages and the API ask for, by their full names."""

# Pause, extend, terminate and watch other people's sittings.
CONTROL = "sittings.control_sitting"
