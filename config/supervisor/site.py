"""What the web server process loads: `config.wsgi`, tied to the supervisor's life."""

from config.supervisor import lifeline

lifeline.hold()

from config.wsgi import application  # noqa: E402  (the process is tied before anything slow happens)

__all__ = ["application"]
