"""Files on their way in: how long beside a bare view, in how much memory, at whose expense."""

from __future__ import annotations

import base64
import http.client
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench import inside
from bench.client import CSRF_SECRET, Client
from bench.goals import Goal
from bench.measuring import WARM_UP, Series
from bench.site import Server


MEGABYTE = 1_000_000
PIECE = 256 * 1024
# Megabytes of one file, and how many are sent each way.
SIZES = {20: 10, 200: 3}
PASSING = (200, 200, 100)
SLOW_SENDERS, SLOW_RATE = 20, 100_000  # bytes a second each
SLOW_FILE = 20  # megabytes, which at that rate last longer than the measurement
PAGES = 60


@dataclass(frozen=True, slots=True)
class Reached:
    """What came out: the goals, and the milliseconds they were made from."""

    goals: list[Goal]
    series: dict[str, Series]


class Body:
    """A PDF of so many megabytes that nobody has sent before."""

    def __init__(self, megabytes: int, piece: int = PIECE) -> None:
        self.size = megabytes * MEGABYTE
        self.head = b"%PDF-1.7\n% " + os.urandom(16).hex().encode() + b"\n"
        self.filling = os.urandom(piece)

    def __iter__(self) -> Iterator[bytes]:
        yield self.head
        left = self.size - len(self.head)
        while left > 0:
            yield self.filling[:left]
            left -= len(self.filling)


class Sender:
    """Sends whole files to the portal in parts of one, and to the bare view."""

    def __init__(self, portal: Client, bare: Client) -> None:
        self.portal, self.bare = portal, bare

    def to_portal(self, body: Body) -> float:
        """Seconds from beginning the upload to the answer that it is kept."""
        began = time.perf_counter()
        url = begin(self.portal, body.size)
        status = send(self.portal, "PATCH", url, body, tus(offset=0))
        seconds = time.perf_counter() - began
        require(status, 204)
        return seconds

    def to_bare(self, body: Body) -> float:
        began = time.perf_counter()
        status = send(self.bare, "POST", "/upload/", body, {"Content-Type": "application/pdf"})
        seconds = time.perf_counter() - began
        require(status, 200)
        return seconds


def tus(**said: object) -> dict[str, str]:
    headers = {"Tus-Resumable": "1.0.0", "X-Requested-With": "fetch"}
    headers["Content-Type"] = "application/offset+octet-stream"
    return headers | {f"Upload-{name.title()}": str(value) for name, value in said.items()}


def begin(client: Client, size: int) -> str:
    """The address of a new upload."""
    names = {"filename": "Pengukuran.pdf", "unit": inside.UNIT}
    metadata = ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in names.items()
    )
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=300)
    try:
        headers = cookies_of(client) | tus(length=size, metadata=metadata)
        connection.request("POST", "/bukti/unggah/", b"", headers)
        response = connection.getresponse()
        response.read()
        require(response.status, 201)
        return response.headers["Location"]
    finally:
        connection.close()


def send(
    client: Client, method: str, path: str, body: Body, headers: dict[str, str], rate: float = 0
) -> int:
    """One request with the body as it comes; the status of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=300)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        length = {"Content-Length": str(body.size)}
        for name, value in (cookies_of(client) | length | headers).items():
            connection.putheader(name, value)
        connection.endheaders()
        for piece in body:
            if rate:
                time.sleep(len(piece) / rate)
            connection.send(piece)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def cookies_of(client: Client) -> dict[str, str]:
    pairs = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return {"Cookie": pairs, "X-CSRFToken": CSRF_SECRET}


def require(status: int, wanted: int) -> None:
    if status != wanted:
        raise SystemExit(f"Pengukuran berhenti: unggahan dijawab {status}, bukan {wanted}.")


def measure_uploads(portal: Server, sender: Sender, other: Client, year: int) -> Reached:
    """Everything about files on their way in; `other` is somebody who only reads meanwhile."""
    goals: list[Goal] = []
    series: dict[str, Series] = {}
    for megabytes, rounds in SIZES.items():
        ours, bare = Series(f"{megabytes} MB"), Series(f"polos {megabytes}")
        # The first of each does not count.
        for number in range(rounds + 1):
            seconds = sender.to_portal(Body(megabytes)), sender.to_bare(Body(megabytes))
            if number:
                ours.milliseconds.append(seconds[0] * 1000)
                bare.milliseconds.append(seconds[1] * 1000)
        series |= {ours.name: ours, bare.name: bare}
        name = f"Unggah {megabytes} MB / view polos yang menulis dan menghitung sidik"
        goals.append(Goal(name, ours.median / bare.median, 1.3, "x"))
    name = f"Memori proses selama {sum(PASSING)} MB lewat, bertambah"
    goals.append(Goal(name, grown(portal, sender), 40, "MB"))
    path = inside.paths(year)["item"]
    idle = pages(other, path, "sepi")
    with slow_senders(sender.portal):
        busy = pages(other, path, "ramai")
    series |= {idle.name: idle, busy.name: busy}
    name = f"Halaman orang lain selama {SLOW_SENDERS} unggahan lambat, p95 / p95 saat sepi"
    goals.append(Goal(name, busy.p95 / idle.p95, 3, "x"))
    return Reached(goals, series)


def grown(portal: Server, sender: Sender) -> float:
    """How many MB the process that grew most was larger at its largest."""
    before = portal.megabytes_by_worker()
    peak: dict[int, float] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            for pid, now in portal.megabytes_by_worker().items():
                peak[pid] = max(now, peak.get(pid, 0.0))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        for megabytes in PASSING:
            sender.to_portal(Body(megabytes))
    finally:
        over.set()
        watching.join()
    return max(peak[pid] - before.get(pid, peak[pid]) for pid in peak)


def pages(client: Client, path: str, name: str) -> Series:
    series = Series(name)
    for number in range(WARM_UP + PAGES):
        answer = client.get(path)
        require(answer.status, 200)
        if number >= WARM_UP:
            series.milliseconds.append(answer.seconds * 1000)
    return series


@contextmanager
def slow_senders(client: Client) -> Iterator[None]:
    """So many people on bad lines, each with a file that does not end while others work."""
    urls = [begin(client, SLOW_FILE * MEGABYTE) for _ in range(SLOW_SENDERS)]
    for url in urls:
        threading.Thread(target=slow, args=(client, url), daemon=True).start()
    time.sleep(1)
    yield


def slow(client: Client, url: str) -> None:
    """Sends until the server is ended after the measurement."""
    # In small pieces, as they come from a phone.
    body = Body(SLOW_FILE, piece=16 * 1024)
    try:
        send(client, "PATCH", url, body, tus(offset=0), rate=SLOW_RATE)
    except OSError:
        return
