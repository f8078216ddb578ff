"""The configuration that we make for an exam. No Django.

Keys and their values: the settings' reference of Safe Exam Browser (safeexambrowser.org/developer). What is not said
here stays at the client's own default; the client hashes what the file says and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from exams.proctoring.seb.plist import Configuration, Value

START_AN_EXAM = 0
FULL_SCREEN = 1
# On a Mac the newer of the two web views sends the headers with no request that a script makes.
CLASSIC_WEB_VIEW = 1
OPEN_IN_SAME_WINDOW = 1
ALLOW = 1


@dataclass(frozen=True)
class Options:
    """What differs between exams. `sites`: further hosts that may be opened; `quit_password_hash`: of SHA-256, or ''."""

    start_url: str
    quit_url: str
    sites: Sequence[str] = ()
    quit_password_hash: str = ""


def make(options: Options) -> Configuration:
    """One screen, full screen, our own pages, no printing, capturing, sharing or spelling help."""
    hosts = [urlsplit(options.start_url).netloc, *options.sites]
    return {
        "sebConfigPurpose": START_AN_EXAM,
        "startURL": options.start_url,
        "sendBrowserExamKey": True,
        "browserWindowWebView": CLASSIC_WEB_VIEW,
        "browserViewMode": FULL_SCREEN,
        "newBrowserWindowByLinkPolicy": OPEN_IN_SAME_WINDOW,
        "browserWindowAllowReload": True,
        "showReloadButton": True,
        "enableZoomPage": True,
        "enableZoomText": True,
        "allowQuit": True,
        "hashedQuitPassword": options.quit_password_hash,
        "quitURL": options.quit_url,
        "quitURLConfirm": True,
        "URLFilterEnable": True,
        "URLFilterEnableContentFilter": False,
        "URLFilterRules": [_allow(host) for host in hosts],
        "allowedDisplaysMaxNumber": 1,
        "allowDisplayMirroring": False,
        "allowScreenSharing": False,
        "allowVirtualMachine": False,
        "allowSwitchToApplications": False,
        "allowSpellCheck": False,
        "allowDictionaryLookup": False,
        "allowPrint": False,
        "enablePrintScreen": False,
    }


def hash_password(password: str) -> str:
    """As the client keeps a password: SHA-256 in hexadecimal digits, '' for none."""
    return sha256(password.encode()).hexdigest() if password else ""


def find_fault(configuration: Configuration) -> str:
    """Why no candidate could sit an exam with this configuration; '' when nothing is in the way."""
    if configuration.get("sendBrowserExamKey") is not True:
        return (
            "With this configuration the browser would not send its keys: switch on "
            "“Use Browser Exam Key and Configuration Key” (sendBrowserExamKey) and save it again."
        )
    if not str(configuration.get("startURL") or "").startswith(("http://", "https://")):
        return "This configuration has no start URL."
    return ""


def _allow(host: str) -> dict[str, Value]:
    return {"action": ALLOW, "active": True, "expression": f"{host}/*", "regex": False}
