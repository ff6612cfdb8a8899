"""What calls add up to over any time: hours and days that are over were added up once, by the worker.

Up to where that is done stands in the database, and what came later is counted call by call, so that an answer is the
same however far the worker is.
"""

from remit.controls.metering.sums.adding import AddingUp
from remit.controls.metering.sums.asking import points, report, total
from remit.controls.metering.sums.queries import By

__all__ = ["AddingUp", "By", "points", "report", "total"]
