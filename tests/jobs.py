"""Running what was queued, in the test's own process, so that it sees the test's transaction."""

from __future__ import annotations

from zi_portal.worker import queue


def run_queued() -> int:
    """Run everything that is ready, also what running it queues; returns how many tasks."""
    ran = 0
    while claim := queue.claim():
        claim.run()
        ran += 1
    return ran
