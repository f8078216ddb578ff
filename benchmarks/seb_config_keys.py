"""Config Keys as real clients computed them, against ours: run by hand, as the clients' files are not ours to ship.

    python benchmarks/seb_config_keys.py FOLDER

The files stand in `tests/fixtures/` of Moodle's plugin quizaccess_seb (GPL-3.0-or-later), whose tests name the keys:
the first was saved by the Mac client 2.1.4, the second by the Windows client 2.2.3. Ends with 1 when one differs.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from exams.proctoring.seb import config_key, plist

COMPUTED_BY_CLIENTS = {
    "unencrypted_mac_001.seb": "4fa9af8ec8759eb7c680752ef4ee5eaf1a860628608fccae2715d519849f9292",
    "unencrypted_win_223.seb": "fc6f4ea5922717760f4d6d536c23b8d19bf20b52aa97940f5427a76e20f49026",
}


def main(folder: Path) -> int:
    found = {name: config_key.compute(plist.read((folder / name).read_bytes())) for name in COMPUTED_BY_CLIENTS}
    for name, key in found.items():
        print(f"{name}: {key} {'as the client' if key == COMPUTED_BY_CLIENTS[name] else 'NOT as the client'}")
    return int(found != COMPUTED_BY_CLIENTS)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
