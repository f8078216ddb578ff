"""The checks that need more than one command line: `python -m tests.harness.tools imports|openapi`."""

import difflib
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "openapi.yaml"
SHOWN_DIFFERENCES = 60


def imports() -> int:
    """import-linter's contracts of pyproject.toml."""
    from importlinter.cli import lint_imports_command

    lint_imports_command(["--no-cache"], standalone_mode=True)
    return 0


def openapi() -> int:
    """Generated without a warning, valid by the specification, and equal to docs/openapi.yaml."""
    with tempfile.TemporaryDirectory() as folder:
        generated = Path(folder) / "openapi.yaml"
        command = [sys.executable, "manage.py", "spectacular", "--validate", "--fail-on-warn", "--file", str(generated)]
        if code := subprocess.run(command, cwd=ROOT, check=False).returncode:
            return code
        _validate(generated)
        return _compare(generated.read_text())


def _validate(path: Path) -> None:
    from openapi_spec_validator import validate
    from openapi_spec_validator.readers import read_from_filename

    document, _ = read_from_filename(str(path))
    validate(document)


def _compare(generated: str) -> int:
    if not DOCUMENT.exists():
        print(f"{DOCUMENT.relative_to(ROOT)} is not there.")
    elif generated == DOCUMENT.read_text():
        return 0
    else:
        old = DOCUMENT.read_text().splitlines()
        lines = list(difflib.unified_diff(old, generated.splitlines(), "committed", "generated", lineterm=""))
        print("\n".join(lines[:SHOWN_DIFFERENCES]))
    print(f"Write it with: python manage.py spectacular --file {DOCUMENT.relative_to(ROOT)}")
    return 1


if __name__ == "__main__":
    sys.exit({"imports": imports, "openapi": openapi}[sys.argv[1]]())
