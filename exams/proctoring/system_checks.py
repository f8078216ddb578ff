"""What the system check looks at, and what can come of it. Pure; the looking is done by static/proctoring/check_in."""

BROWSER = "browser"
CLOCK = "clock"
NETWORK = "network"
STORAGE = "storage"
CAMERA = "camera"
SCREEN = "screen"
FULLSCREEN = "fullscreen"
# In the order of the page.
CHECKS = (BROWSER, CLOCK, NETWORK, STORAGE, CAMERA, SCREEN, FULLSCREEN)

# "unknown": this browser cannot tell.
OUTCOMES = ("ok", "warning", "failed", "unknown")


def list_checks(*, has_camera: bool, asks_one_screen: bool, asks_fullscreen: bool) -> list[str]:
    """Those that the exam's rules of the room ask for."""
    left_out = {CAMERA: not has_camera, SCREEN: not asks_one_screen, FULLSCREEN: not asks_fullscreen}
    return [check for check in CHECKS if not left_out.get(check, False)]
