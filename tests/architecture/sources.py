"""The files of the project as the architecture tests see them: what is written here, not what is installed."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "common", "dbbroker", "accounts", "exams", "scoring", "study")
# Made by tools, or the installation's own data. Hidden folders are left out too, except .ci.
GENERATED = {"var", "__pycache__", "node_modules", "staticfiles"}


def project_files(*suffixes: str, under: tuple[str, ...] = (".",)) -> Iterator[Path]:
    """Every file of ours with one of these suffixes (any, if none is given), in a stable order."""
    for name in under:
        for path in sorted((ROOT / name).rglob("*")):
            parts = path.relative_to(ROOT).parts
            is_ours = not any(part in GENERATED or (part.startswith(".") and part != ".ci") for part in parts[:-1])
            if is_ours and path.is_file() and (not suffixes or path.suffix in suffixes):
                yield path


def python_files(*, with_tests: bool = False) -> list[Path]:
    """Our Python without migrations; `with_tests` adds tests, benchmarks and scripts."""
    under = (*PACKAGES, "tests", "benchmarks", "bin", "deploy") if with_tests else PACKAGES
    existing = tuple(name for name in under if (ROOT / name).is_dir())
    return [path for path in project_files(".py", under=existing) if "migrations" not in path.parts]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def layers() -> list[list[str]]:
    """The layers of import-linter's first contract, highest first, each with its sibling packages."""
    contract = next(c for c in pyproject()["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    return [[name.strip(" ()") for name in layer.split("|")] for layer in contract["layers"]]
