"""Notifications: who is told what, by which channel; and links by which one person decides once."""

from remit.controls.notifications.courier import Courier
from remit.controls.notifications.news import HEARD, MOVED, TRIED
from remit.controls.notifications.queries import names_over
from remit.controls.notifications.queueing import queue
from remit.controls.notifications.rewrapping import rewrap
from remit.controls.notifications.sending import Senders
from remit.controls.notifications.subscribing import SUBSCRIBED

__all__ = ["HEARD", "MOVED", "SUBSCRIBED", "TRIED", "Courier", "Senders", "names_over", "queue", "rewrap"]
