"""A web process reads what marking needs without the arrays."""

import subprocess
import sys


def test_what_marking_imports_loads_no_numpy() -> None:
    code = (
        "import sys, scoring.psychometrics.intervals, scoring.psychometrics.certainty, scoring.marking.sentences;"
        "import scoring.psychometrics.item_statistics, scoring.marking.rules;"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
