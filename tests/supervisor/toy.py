"""A supervisor of small processes: `python -m tests.supervisor.toy FOLDER NAME…`. Each notes its id in FOLDER."""

import os
import sys
import time
from pathlib import Path

from config.supervisor import lifeline
from config.supervisor.child import ChildSpec
from config.supervisor.supervisor import Supervisor
from config.supervisor.terminal import Terminal

KINDS = {
    "plain": "pass",
    "family": "os.fork()",
    "stubborn": "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "failing": "sys.exit(3)",
}
CODE = """
import os, signal, sys, time
{start}
from config.supervisor import lifeline
lifeline.hold()
open(os.path.join({folder!r}, str(os.getpid())), "w").close()
print("begun", flush=True)
time.sleep(120)
"""


def main(folder: Path, names: list[str]) -> int:
    # Held by nobody else: a test may run under a supervisor of its own.
    os.environ.pop(lifeline.VARIABLE, None)
    terminal = Terminal()
    supervisor = Supervisor(terminal)
    supervisor.install_signals()
    code = {name: CODE.format(start=KINDS[name], folder=str(folder)) for name in names}
    supervisor.start(ChildSpec(name, (sys.executable, "-c", code[name])) for name in names)
    began = time.monotonic()
    has_ended_well = supervisor.watch(lambda: time.monotonic() - began > 20, lambda: None)
    supervisor.stop()
    return 0 if has_ended_well else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
