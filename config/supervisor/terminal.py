"""What the person at the terminal sees: the children's lines, our own, and the banner."""

import contextlib
import json
import os
import re
import sys
from pathlib import Path

COLORS = {"web": "36", "worker": "35", "beat": "33", "setup": "32"}
NAME_WIDTH = 6
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


class Terminal:
    """Standard output that may vanish (a closed window, `| head`) without taking the system down."""

    def __init__(self) -> None:
        self._is_colored = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def line(self, name: str, text: str) -> None:
        """A line from a child."""
        prefix = f"{name:<{NAME_WIDTH}} |"
        if self._is_colored:
            prefix = f"\033[{COLORS.get(name, '37')}m{prefix}\033[0m"
        else:
            text = ESCAPES.sub("", text)
        self._write(f"{prefix} {text}\n")

    def say(self, text: str) -> None:
        """A line of ours."""
        self._write(f"mockingbird: {text}\n")

    def banner(self, url: str, accounts_file: Path) -> None:
        rows = ["", f"  Mockingbird is ready:  {url}", ""]
        accounts = read_accounts(accounts_file)
        if accounts:
            widths = [max(len(account[column]) for account in accounts) for column in range(2)]
            rows.append("  Demo accounts (role, email, password)")
            rows += [f"    {role:<{widths[0]}}  {email:<{widths[1]}}  {password}" for role, email, password in accounts]
            rows.append("")
        rows += ["  Stop with Ctrl-C", ""]
        self._write("\n".join(rows) + "\n")

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.write(text)
            sys.stdout.flush()


def read_accounts(path: Path) -> list[tuple[str, str, str]]:
    """(role, email, password) of each demo account; none if the file is missing or unreadable."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [(str(row["role"]), str(row["email"]), str(row["password"])) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        return []
