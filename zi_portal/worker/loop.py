"""The worker: looks for work twice a second, gives each piece a process, and watches over them."""

from __future__ import annotations

import logging
import signal
import threading
import time
from dataclasses import dataclass
from types import FrameType
from typing import Protocol

from django.conf import settings
from django.db import Error, connections

from zi_portal.tasks import is_in_our_database
from zi_portal.worker import children, duties, queue, signs


logger = logging.getLogger(__name__)
LOOK_EVERY = 0.5  # seconds between two looks into the queue: one small query without a lock
WATCH_EVERY = 0.05  # seconds between two looks at running processes
DUTIES_EVERY = 30.0  # seconds between two looks at what returns
AFTER_TROUBLE = 5.0  # seconds to wait for a database that does not answer
STOP_WITHIN = 5.0  # seconds a process gets to end; less than what the door gives the worker


class Work(Protocol):
    """A claimed task, or the turn of a duty."""

    @property
    def name(self) -> str: ...
    def run(self) -> None: ...
    def renew(self) -> None: ...
    def hand_back(self, *, counts: bool) -> None: ...
    def give_up(self, reason: str) -> None: ...


@dataclass
class Running:
    """A piece of work, the process that does it, and when its lease was last renewed."""

    work: Work
    child: children.Child
    renewed: float


class Worker:
    """Runs so many pieces of work at once until it is told to stop."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.stop = threading.Event()
        self.running: list[Running] = []
        self.has_queue = is_in_our_database()
        self.name = queue.holder_name()
        self._next_look = self._next_reap = self._next_duties = self._next_sign = 0.0

    def run(self) -> None:
        """Work until `stop` is set, then hand back what is unfinished."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        try:
            while not self.stop.is_set():
                self._step()
                self.stop.wait(WATCH_EVERY if self.running else LOOK_EVERY)
        finally:
            self._hand_everything_back()
            signs.take_back(self.name)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop.set()

    def _step(self) -> None:
        try:
            self.collect()
            if time.monotonic() >= self._next_look:
                self._next_look = time.monotonic() + LOOK_EVERY * 0.9
                self.look()
        except Error:
            # A server that restarts, or a disk that is full: nothing of ours is lost by waiting.
            logger.exception("the database does not answer; trying again")
            connections.close_all()
            self.stop.wait(AFTER_TROUBLE)

    def collect(self) -> None:
        """See which processes ended, and how."""
        for one in list(self.running):
            code = one.child.poll()
            if code is None:
                continue
            if code != children.DONE:
                logger.error("process of %s ended with %s", one.work.name, code)
                one.work.hand_back(counts=code != children.STOPPED)
            self.running.remove(one)

    def look(self) -> None:
        """Renew leases, take up what others left, and begin as much as there is room for."""
        for one in list(self.running):
            self._watch(one)
        now = time.monotonic()
        if now >= self._next_sign:
            signs.give(self.name)
            self._next_sign = now + signs.EVERY
        if self.has_queue and now >= self._next_reap:
            queue.reap()
            self._next_reap = now + settings.WORKER_LEASE_SECONDS / 3
        while len(self.running) < self.at_once:
            work = self._next_work()
            if work is None:
                return
            child = children.start(work.run)
            self.running.append(Running(work, child, time.monotonic()))

    def _next_work(self) -> Work | None:
        if self.has_queue and (claim := queue.claim()):
            return claim
        # A duty never takes the last place from what people wait for.
        busy = len(self.running) and len(self.running) >= self.at_once - 1
        if busy or time.monotonic() < self._next_duties:
            return None
        turn = duties.take_turn()
        if turn is None:
            self._next_duties = time.monotonic() + DUTIES_EVERY
        return turn

    def _watch(self, one: Running) -> None:
        """Keep the lease of what runs, and end what never ends."""
        if one.child.seconds > settings.WORKER_SECONDS:
            one.child.kill()
            one.work.give_up(f"not done after {settings.WORKER_SECONDS} seconds")
            self.running.remove(one)
        elif time.monotonic() - one.renewed >= settings.WORKER_LEASE_SECONDS / 3:
            one.work.renew()
            one.renewed = time.monotonic()

    def _hand_everything_back(self) -> None:
        for one in self.running:
            one.child.stop()
        deadline = time.monotonic() + STOP_WITHIN
        while time.monotonic() < deadline and any(r.child.poll() is None for r in self.running):
            time.sleep(0.02)
        for one in self.running:
            if one.child.poll() is None:
                one.child.kill()
            if one.child.code != children.DONE:
                one.work.hand_back(counts=False)
        self.running.clear()
