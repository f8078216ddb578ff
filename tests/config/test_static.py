"""What a real installation serves: hashed names, module imports included."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

IMPORT = re.compile(r"""(?:^|;)\s*import\b[^"';]*["'](\./[^"']+|\.\./[^"']+)["']""", re.MULTILINE)
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("collected")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "only-to-collect",
        "DATA_DIR": str(folder / "data"),
        "STATIC_ROOT": str(folder / "static"),
    }
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
    return folder / "static"


@pytest.mark.parametrize("folder", ["runner", "js", "admin_item"])
def test_every_module_imports_hashed_files_that_exist(collected, folder):
    modules = [path for path in (collected / folder).rglob("*.js") if HASHED.search(path.name)]
    imports = [(path, name) for path in modules for name in IMPORT.findall(path.read_text("utf-8"))]
    assert modules
    for path, name in imports:
        assert HASHED.search(name), f"{path.name} imports {name}, which a cache may keep for ever"
        assert (path.parent / name).resolve().exists()


def test_the_runner_is_made_of_modules(collected):
    """The control: there are imports to rewrite."""
    main = next((collected / "runner").glob("main.*.js"))
    assert IMPORT.findall(main.read_text("utf-8"))
