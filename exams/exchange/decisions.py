"""What can become of one item of a file. Pure, and light: the models need it."""

from typing import Literal, get_args

Decision = Literal["create", "change", "duplicate", "unsupported", "refused"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
