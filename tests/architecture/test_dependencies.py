"""docs/DEPENDENCIES.md gives a reason for each direct dependency, and the locks pin all of them."""

import json
import re

import pytest

from tests.architecture.sources import ROOT, pyproject

NAME = re.compile(r"^[A-Za-z0-9._-]+")
# | [`name`] | 1.2.3 | …
ROW = re.compile(r"^\| `([A-Za-z0-9._-]+)` \|", re.MULTILINE)


def normal(requirement: str) -> str:
    match = NAME.match(requirement)
    assert match
    return re.sub(r"[-_.]+", "-", match.group()).lower()


def direct() -> set[str]:
    document = pyproject()
    groups = [document["project"]["dependencies"], *document["dependency-groups"].values()]
    return {normal(requirement) for group in groups for requirement in group}


def locked(name: str) -> set[str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    return {normal(line) for line in text.splitlines() if "==" in line}


def test_every_direct_dependency_has_its_reason() -> None:
    text = (ROOT / "docs" / "DEPENDENCIES.md").read_text("utf-8")
    assert {normal(name) for name in ROW.findall(text)} == direct()


@pytest.mark.parametrize(("lock", "group"), [("app", None), ("dev", "dev"), ("services", "services"), ("node", "node")])
def test_every_direct_dependency_is_locked(lock: str, group: str | None) -> None:
    document = pyproject()
    wanted = {normal(name) for name in document["dependency-groups"][group]} if group else set()
    if group not in {"services", "node"}:
        wanted |= {normal(name) for name in document["project"]["dependencies"]}
    assert not wanted - locked(lock)


def test_every_pin_has_a_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        blocks = re.split(r"\n(?=[A-Za-z0-9])", path.read_text("utf-8").strip())
        assert not [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]


def test_every_package_of_the_browser_has_its_reason_and_its_hash() -> None:
    text = (ROOT / "docs" / "DEPENDENCIES.md").read_text("utf-8")
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    assert not [name for name in wanted if f"[`{name}`]" not in text]
    locked_packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert {locked_packages[f"node_modules/{name}"]["version"] for name in wanted} == set(wanted.values())
    assert not [name for name, package in locked_packages.items() if name and not package.get("integrity")]
    assert not [name for name, package in locked_packages.items() if "resolved" in package]
