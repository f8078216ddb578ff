"""The Config Key, rule by rule. `benchmarks/seb_config_keys.py` holds it against keys that real clients computed."""

from datetime import datetime
from hashlib import sha256

import pytest

from exams.proctoring.seb import config_key, plist


@pytest.mark.parametrize(
    ("configuration", "text"),
    [
        ({}, "{}"),
        ({"b": 1, "C": 2, "a": 3}, '{"a":3,"b":1,"C":2}'),
        ({"allowWLAN": True, "allowWlan": False}, '{"allowWlan":false,"allowWLAN":true}'),
        ({"enableF2": True, "enableF10": True, "enableF1": True}, '{"enableF1":true,"enableF10":true,"enableF2":true}'),
        ({"a": "ws:\\localhost", "b": 'say "ü" / <b>'}, '{"a":"ws:\\localhost","b":"say "ü" / <b>"}'),
        ({"a": {}, "b": []}, '{"b":[]}'),
        ({"rules": [{"z": 1, "a": {}, "B": 2}]}, '{"rules":[{"B":2,"z":1}]}'),
        ({"salt": b"blahblah", "none": b""}, '{"none":"","salt":"YmxhaGJsYWg="}'),
        ({"on": datetime.fromisoformat("1940-10-09T22:13:56")}, '{"on":"1940-10-09T22:13:56+00:00"}'),
        (
            {"a": 0.5, "b": 888.0, "c": -0.0, "d": 0.00001, "e": 1 / 3},
            '{"a":0.5,"b":888,"c":0,"d":1E-05,"e":0.333333333333333}',
        ),
        ({"originatorVersion": "SEB_Win_2.1.1", "a": True}, '{"a":true}'),
    ],
)
def test_a_configuration_becomes_this_text(configuration, text):
    assert config_key.to_json(configuration) == text
    assert config_key.compute(configuration) == sha256(text.encode()).hexdigest()


def test_who_saved_the_file_changes_no_key():
    head, tail = b'<plist version="1.0"><dict><key>allowQuit</key><true/>', b"</dict></plist>"
    version = b"<key>originatorVersion</key><string>SEB_Win_2.1.1</string>"
    assert config_key.compute(plist.read(head + version + tail)) == config_key.compute(plist.read(head + tail))
