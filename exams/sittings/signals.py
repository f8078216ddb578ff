"""The one signal of ours.

`sitting_closed(sitting_id: UUID)` is sent after the commit that closed a sitting, and again after a commit that
changed a closed sitting's answers (they were given in time and arrived within the network grace). It may be lost
with its process: the closed row is the queue, and a sweep finds it.
"""

from django.dispatch import Signal

sitting_closed = Signal()
