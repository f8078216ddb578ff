"""The one signal of ours.

`sitting_closed(sitting_id: UUID, is_just_closed: bool)` is sent after the commit that closed a sitting, and again after a
commit that changed a closed sitting's answers (they were given in time and arrived within the network grace) or whether
its result counts (`voided_at`; then `is_just_closed` is False: that may be months later). It may be lost with its
process: the closed row is the queue, and a sweep finds it.
"""

from django.dispatch import Signal

sitting_closed = Signal()
