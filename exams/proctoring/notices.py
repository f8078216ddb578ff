"""What a candidate is told when something of the room happens: what it was, and what to do. Pure.

The exam screen gets these with the rules of the room, so that it says the same without a connection.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """`happened`: a whole sentence; `please`: what to do now, a whole sentence."""

    happened: str
    please: str


NOTICES: dict[str, Notice] = {
    "fullscreen-left": Notice("The exam was not in full screen.", "Please stay in full screen."),
    "window-blurred": Notice("You left this window.", "Please stay in this window."),
    "page-hidden": Notice("The exam was not on your screen.", "Please stay in this window."),
    "second-screen": Notice("A second screen is connected.", "Please disconnect it, or switch it off."),
    "second-tab": Notice("The exam was opened in another tab or on another device.", "Please use this one alone."),
    "copy": Notice("Copying is not allowed in this exam.", "Nothing was copied."),
    "cut": Notice("Cutting is not allowed in this exam.", "Nothing was cut."),
    "paste": Notice("Pasting is not allowed in this exam.", "Nothing was pasted."),
    "print": Notice("Printing is not allowed in this exam.", "The questions are left out of what is printed."),
    "context-menu": Notice("The context menu is switched off in this exam.", "The buttons on the screen do the same."),
    "drag": Notice("Dragging is switched off in this exam.", "Nothing was moved."),
    "devtools": Notice(
        "The browser's tools for developers may be open.", "If a panel is open beside the exam, please close it."
    ),
    "nobody-there": Notice("The camera sees nobody.", "Please sit in front of the camera."),
    "somebody-else": Notice("The camera may see somebody else.", "Please be alone in the room."),
    "looked-away": Notice("You may have looked away.", "Please look at the screen."),
    "camera-off": Notice("The camera is off.", "Please switch it on again."),
}
