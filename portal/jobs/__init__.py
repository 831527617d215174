"""Work over a moment, and duties by the clock: rows that a worker process claims."""

from portal.jobs import reach
from portal.jobs.queue import enqueue
from portal.jobs.worker import Duty, Handler, JobContext

__all__ = ["Duty", "Handler", "JobContext", "enqueue", "reach"]
