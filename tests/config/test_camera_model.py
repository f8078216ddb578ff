"""What `make run` and `make test` bring for looking through the camera: once, from the lock, and never a reason to stop."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

COPIED = ("bin/camera_model.py", "bin/install.py", "package.json", "package-lock.json", ".npmrc")
NO_NETWORK = {"npm_config_registry": "http://127.0.0.1:9/", "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0"}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name in COPIED:
        target = tmp_path / "clone" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    return tmp_path / "clone"


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A node_modules with every file that is wanted, each holding its own name."""
    listed = subprocess.run(
        [sys.executable, "-c", "import camera_model; print(*camera_model.WANTED, sep='\\n')"],
        cwd=ROOT / "bin",
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.split():
        path = tmp_path / "node_modules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "node_modules"


def install(clone: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "bin/camera_model.py", *words]
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)


def test_the_wanted_files_alone_are_served(clone, modules):
    assert install(clone, "--from", str(modules)).returncode == 0
    served = {path.name for path in (clone / ".camera-model" / "static").iterdir()}
    assert {"human.mjs", "blazeface.bin", "facemesh.bin", "tfjs-backend-wasm-simd.wasm", "LICENSE-human.txt"} <= served
    assert len(served) == 8


def test_a_second_start_does_nothing(clone, modules):
    install(clone, "--from", str(modules))
    modules.rename(modules.with_name("gone"))
    again = install(clone, "--required", "--from", str(modules))
    assert (again.returncode, again.stdout) == (0, "")


def test_another_lock_is_installed_anew(clone, modules):
    install(clone, "--from", str(modules))
    (clone / "package-lock.json").write_text("{}")
    (modules / "@vladmandic/human/dist/human.esm.js").write_text("newer")
    install(clone, "--from", str(modules))
    assert (clone / ".camera-model/static/human.mjs").read_text() == "newer"


def test_a_package_without_a_wanted_file_is_refused_and_the_old_files_stay(clone, modules):
    install(clone, "--from", str(modules))
    (clone / "package-lock.json").write_text("{}")
    (modules / "@vladmandic/human/models/facemesh.bin").unlink()
    assert install(clone, "--required", "--from", str(modules)).returncode == 1
    assert (clone / ".camera-model/static/facemesh.bin").exists()


def test_two_starts_at_once_do_not_collide(clone, modules):
    command = [sys.executable, "bin/camera_model.py", "--required", "--from", str(modules)]
    both = [subprocess.Popen(command, cwd=clone) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert len(list((clone / ".camera-model/static").iterdir())) == 8


def test_without_npm_and_network_one_line_says_so_and_nothing_stops(clone, tmp_path):
    (clone / "requirements").mkdir()
    (clone / "requirements" / "node.txt").write_bytes((ROOT / "requirements" / "node.txt").read_bytes())
    environment = {**NO_NETWORK, "PATH": str(tmp_path), "HOME": str(tmp_path)}
    done = install(clone, **environment)
    assert done.returncode == 0
    assert "nothing will look through the camera" in done.stdout.splitlines()[-1]
    assert install(clone, "--required", **environment).returncode == 1
    assert not (clone / ".camera-model" / "installed.txt").exists()
