"""docker-compose.yml, .env.example and config/ agree. No engine runs here: the files are read."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import yaml

from tests.architecture.sources import ROOT, project_files, tree

REQUIRED = re.compile(r"\$\{([A-Z_]+):\?[^}]+\}")
INTERPOLATED = re.compile(r"(?<!\$)\$\{([A-Z_]+)")
LISTED = re.compile(r"^#?([A-Z][A-Z_]+)=", re.MULTILINE)
SECRET_NAME = re.compile(r"SECRET|PASSWORD|TOKEN|_URL$")
# Conventions of terminals and of Python, not settings of ours.
NOT_OURS = {"NO_COLOR", "PYTHONUNBUFFERED"}
READERS = {("os.environ", "get"), ("os.environ", "setdefault"), ("os.environ", "pop"), ("os", "getenv")}


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return loaded


def compose_variables() -> set[str]:
    return set(INTERPOLATED.findall((ROOT / "docker-compose.yml").read_text("utf-8")))


def is_one_shot(service: dict[str, Any]) -> bool:
    return service["restart"] == "no"


def variables_read(module: ast.Module) -> Iterator[str]:
    """Names that a module reads from its environment, written out where they are read."""
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=method), args=[ast.Constant(value=str(name)), *_]):
                if (ast.unparse(owner), method) in READERS or ast.unparse(owner) == "env":
                    yield name
            case ast.Subscript(value=owner, slice=ast.Constant(value=str(name))) if ast.unparse(owner) == "os.environ":
                yield name


# --- compose ------------------------------------------------------------------------------------
def test_every_lasting_service_says_whether_it_is_well() -> None:
    services = compose()["services"]
    lasting = {name: service for name, service in services.items() if not is_one_shot(service)}
    assert set(lasting) == {"proxy", "web", "push", "worker", "beat", "postgres", "redis"}
    assert not [name for name, service in lasting.items() if not service.get("healthcheck", {}).get("test")]


def test_what_depends_on_a_service_waits_for_it() -> None:
    services = compose()["services"]
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            wanted = "service_completed_successfully" if is_one_shot(services[needed]) else "service_healthy"
            assert how == {"condition": wanted}, f"{name} needs {needed}"


def test_no_secret_stands_in_compose() -> None:
    found = []
    for name, service in compose()["services"].items():
        for variable, value in service.get("environment", {}).items():
            is_given = REQUIRED.search(str(value)) or str(value).endswith(":-}")
            if SECRET_NAME.search(variable) and not is_given:
                found.append(f"{name}: {variable}={value}")
    assert not found


def test_no_process_of_ours_may_gain_rights_or_write_its_own_code() -> None:
    for name, service in compose()["services"].items():
        assert "no-new-privileges:true" in service["security_opt"], name
        if name != "postgres":
            assert service["read_only"] is True, name


def test_only_the_proxy_is_reachable_from_outside() -> None:
    document = compose()
    assert [name for name, service in document["services"].items() if "ports" in service] == ["proxy"]
    assert document["networks"]["inside"] == {"internal": True}
    assert document["services"]["postgres"]["networks"] == ["inside"]
    assert document["services"]["redis"]["networks"] == ["inside"]


def test_every_volume_is_named_and_used() -> None:
    document = compose()
    mounted = {line.split(":")[0] for service in document["services"].values() for line in service.get("volumes", [])}
    assert {name for name in mounted if not name.startswith(("./", "/"))} == set(document["volumes"])


def test_the_image_installs_by_hash_and_does_not_run_as_root() -> None:
    text = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    assert "--require-hashes" in text
    assert re.search(r"^USER (?!0|root)", text.split("FROM")[-1], re.MULTILINE)


# --- settings -----------------------------------------------------------------------------------
def test_the_sample_lists_exactly_what_is_read() -> None:
    read = {name for path in project_files(".py", under=("config", "deploy")) for name in variables_read(tree(path))}
    listed = LISTED.findall((ROOT / ".env.example").read_text("utf-8"))
    assert sorted(listed) == sorted((read | compose_variables()) - NOT_OURS)


def test_the_sample_holds_no_secret() -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    assert not re.findall(r"^[A-Z_]+=.+$", text, re.MULTILINE)


def test_what_compose_requires_is_what_the_sample_leaves_open() -> None:
    required = set(REQUIRED.findall((ROOT / "docker-compose.yml").read_text("utf-8")))
    left_open = set(re.findall(r"^([A-Z_]+)=$", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    assert required == left_open


def test_a_variable_that_is_read_is_found() -> None:
    planted = 'import os\nenv.str("A", "")\nos.environ.get("B")\nos.environ["C"]\nos.getenv("D")\nother.get("E")'
    assert set(variables_read(ast.parse(planted))) == {"A", "B", "C", "D"}
