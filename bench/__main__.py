"""`python -m bench`: measure, print the table, end with code 1 when a goal is missed."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import goals, inside
from bench.client import Client
from bench.goals import Goal
from bench.measuring import Act, Saving, Series, Typed, measure
from bench.packets import packet_goals
from bench.pdfs import pdf_goals
from bench.site import Server, Site, serving, site_in
from bench.uploads import Reached, Sender, measure_uploads
from bench.workbooks import workbook_goals


CROWD = 1000
COLD_STARTS = 5


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="zi-ukur-") as folder:
        site = site_in(Path(folder))
        if options.hanya_unggahan:
            reached, series = _measure_uploads_alone(site)
        else:
            reached, series = _measure_all(site, options.putaran, options.unit)
    for title, one in series.items():
        print("\n" + goals.times(title, one))
    print("\nSasaran\n" + goals.table(reached))
    if options.json:
        options.json.write_text(_as_json(reached, series), "utf-8")
        print(f"\nAngkanya juga ada di {options.json}")
    missed = [goal for goal in reached if not goal.reached]
    print(f"\n{len(reached) - len(missed)} dari {len(reached)} sasaran tercapai.")
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="zi.py bench", description="Mengukur kecepatan portal.")
    parser.add_argument("--putaran", type=int, default=300, help="putaran pengukuran")
    parser.add_argument("--unit", type=int, default=CROWD, help="jumlah unit lain")
    parser.add_argument("--json", type=Path, help="tulis juga angkanya ke berkas ini")
    parser.add_argument(
        "--hanya-unggahan", action="store_true", help="hanya unggahan, tanpa halaman"
    )
    return parser.parse_args()


def _measure_all(
    site: Site, rounds: int, crowd: int
) -> tuple[list[Goal], dict[str, dict[str, Series]]]:
    _say("Migrasi pertama ...")
    migrate = site.manage("migrate", "--verbosity", "0")
    _say("Data demo ...")
    site.manage("prepare", "--demo")
    signed_in = site.inside("sessions")
    bare_cookies = site.bare()
    key = signed_in["keys"]["ketua"]
    cold = statistics.median(site.inside("cold", key)["seconds"] for _ in range(COLD_STARTS))
    files = _files(site)
    series: dict[str, dict[str, Series]] = {}
    with ExitStack() as stack:
        portal = stack.enter_context(serving(site, "zi_portal.wsgi"))
        bare = stack.enter_context(serving(site, "bench.bare.wsgi"))
        clients = _Clients(portal, bare, signed_in, bare_cookies)
        _say(f"Mengukur {rounds} putaran ...")
        few = measure(clients.acts("ketua", "kepala"), rounds)
        few_counts = site.inside("queries", "ketua")
        _say(f"Menanam {crowd} unit lain ...")
        site.inside("crowd", str(crowd))
        _say(f"Mengukur {rounds} putaran lagi, juga sebagai orang yang melihat semuanya ...")
        many = measure(clients.acts("ketua", "kepala"), rounds)
        everywhere = measure(clients.acts("semua", "semua"), rounds)
        many_counts = site.inside("queries", "semua")
        memory = portal.worker_megabytes()
        uploads = _uploads(portal, clients)
    series = {
        "Demo saja": few,
        f"Di antara {crowd} unit lain": many,
        f"Sebagai orang yang melihat {crowd} unit lain": everywhere,
    }
    return [
        *goals.ratio_goals(few),
        *goals.ratio_goals(everywhere, f", melihat {crowd} unit"),
        *goals.flat_goals(few, many, f" di antara {crowd} unit"),
        *goals.flat_goals(few, everywhere, f" bila melihat {crowd} unit"),
        *goals.query_goals(few_counts),
        *goals.query_goals(many_counts, f", melihat {crowd} unit"),
        Goal("Migrasi pertama", migrate, 10, "detik"),
        Goal("Jawaban pertama proses baru", cold, 1.5, "detik"),
        Goal("Memori satu proses", memory, 110, "MB"),
        *uploads.goals,
        *files,
    ], series | {"Unggahan": uploads.series}


def _files(site: Site) -> list[Goal]:
    """What is made of an LKE: workbook, packet, PDF."""
    _say("Mengukur LKE sebagai buku kerja ...")
    workbooks = workbook_goals(site.inside("workbooks"))
    _say("Mengukur paket ...")
    packets = packet_goals(site.inside("packets"))
    _say("Mengukur PDF ...")
    return [*workbooks, *packets, *pdf_goals(site.inside("pdfs"))]


def _measure_uploads_alone(site: Site) -> tuple[list[Goal], dict[str, dict[str, Series]]]:
    _say("Data demo ...")
    site.manage("prepare", "--demo")
    signed_in, bare_cookies = site.inside("sessions"), site.bare()
    with ExitStack() as stack:
        portal = stack.enter_context(serving(site, "zi_portal.wsgi"))
        bare = stack.enter_context(serving(site, "bench.bare.wsgi"))
        uploads = _uploads(portal, _Clients(portal, bare, signed_in, bare_cookies))
    return uploads.goals, {"Unggahan": uploads.series}


def _uploads(portal: Server, clients: _Clients) -> Reached:
    _say("Mengukur unggahan ...")
    sender = Sender(clients.people["ketua"], clients.bare)
    return measure_uploads(portal, sender, clients.people["kepala"], clients.year)


class _Clients:
    """A connection of each person to the portal, and one to the yardstick."""

    def __init__(
        self, portal: Server, bare: Server, signed_in: dict[str, Any], bare_cookies: dict[str, str]
    ) -> None:
        self.year = int(signed_in["year"])
        self.typed = Typed(version=signed_in["version"])
        self.people = {
            name: Client(portal.port, {signed_in["session_cookie"]: key}, signed_in["csrf_cookie"])
            for name, key in signed_in["keys"].items()
        }
        self.bare = Client(bare.port, bare_cookies, "csrftoken")

    def acts(self, member: str, head: str) -> dict[str, Act]:
        """What is measured, each act followed by the bare view it is held against."""
        paths = inside.paths(self.year)
        text = {"text": "Penjelasan yang sedang diketik. " * 12}
        page, board = self.people[member], self.people[head]
        return {
            "save": Saving(page, self.year, self.typed),
            "insert": lambda: self.bare.post("/insert/", text),
            "item": lambda: page.get(paths["item"]),
            "rows": lambda: self.bare.get("/rows/"),
            "dashboard": lambda: board.get(paths["dashboard"]),
            "tasks": lambda: page.get(paths["tasks"]),
        }


def _as_json(reached: list[Goal], series: dict[str, dict[str, Series]]) -> str:
    return json.dumps(
        {
            "cpu": os.cpu_count(),
            "sasaran": [asdict(goal) | {"tercapai": goal.reached} for goal in reached],
            "milidetik": {
                title: {name: round(one.median, 3) for name, one in measured.items()}
                for title, measured in series.items()
            },
        },
        ensure_ascii=False,
        indent=1,
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
