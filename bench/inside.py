"""What has to happen inside the portal's Django, each in a process of its own.

`python -m bench.inside sessions|crowd|queries|cold|workbooks|packets|pdfs`; the last line
printed is the answer as JSON.
"""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from pengungkit.models import Assessment
    from units.models import Unit, User

UNIT = "kanwil-malut"
ITEM = "A.I.1.iii.b"
# Signed in: the team of the unit, its head, and somebody of the team who may also see every
# office of the ministry.
PEOPLE = ("ketua", "kepala", "semua")


def _set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "zi_portal.settings"
    import django

    django.setup()


def sessions() -> dict[str, Any]:
    """A session for each person measured, and the names of the cookies."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from units.models import Membership, Unit, User
    from units.sessions import SessionStore

    everywhere = User.objects.create_user("semua", name="Melihat Semua", is_demo=True)
    for code, role in ((UNIT, Membership.Role.KETUA), ("kemenkeu", Membership.Role.PENGAMAT)):
        Membership.objects.create(user=everywhere, unit=Unit.objects.get(code=code), role=role)
    keys = {}
    for username in PEOPLE:
        user = User.objects.get(username=username)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.begin()
        session.save()
        keys[username] = session.session_key
    return {
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "keys": keys,
        "year": timezone.localdate().year,
        "version": _version_of_item(timezone.localdate().year),
    }


def crowd(size: str) -> dict[str, Any]:
    """Plant that many further offices below the ministry, each with this year's assessment."""
    from django.db import transaction
    from django.utils import timezone

    from pengungkit.models import Assessment
    from units.actions.trees import plant_units
    from units.models import Unit

    pattern = Unit.objects.select_related("kind").get(code=UNIT)
    above = Unit.objects.get(code="djpb")
    names = [f"kantor-{number}" for number in range(int(size))]
    with transaction.atomic():
        units = plant_units(
            units=[
                Unit(code=name, name=name, short_name=name, kind=pattern.kind, parent=above)
                for name in names
            ],
            by=None,
        )
        _copy_assessment(
            Assessment.objects.get(unit=pattern, year=timezone.localdate().year), units
        )
    return {"units": Unit.objects.count()}


def _copy_assessment(model: Assessment, units: list[Unit]) -> None:
    """Give every unit the same assessment with all its answers."""
    from pengungkit.models import Answer, Assessment

    answers = list(model.answers.all())
    assessments = Assessment.objects.bulk_create(
        Assessment(
            unit=unit,
            year=model.year,
            target=model.target,
            instrument_id=model.instrument_id,
            sub_scores=model.sub_scores,
            total=model.total,
            pengungkit=model.pengungkit,
            area_percents=model.area_percents,
            checks_met=model.checks_met,
            scored_on=model.scored_on,
        )
        for unit in units
    )
    for assessment in assessments:
        for answer in answers:
            answer.pk, answer._state.adding = None, True
            answer.assessment = assessment
            answer.assignee = answer.updated_by = answer.repair_by = None
            answer.updated_at = answer.repair_at = None
            answer.repair_note, answer.status = "", Answer.Status.READY
        Answer.objects.bulk_create(answers)


def queries(username: str) -> dict[str, int]:
    """Queries of each act and page, session and person included."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from units.models import User

    settings.ALLOWED_HOSTS.append("testserver")
    user: User = User.objects.get(username=username)
    client = Client()
    client.force_login(user)
    year = sessions_year()
    counts = {}
    for name, path in paths(year).items():
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = client.get(path)
        _require(response.status_code, path)
        counts[name] = len(captured)
    # Twice, because the answer that stood before may happen to be the first one sent.
    for words in ("Hitung kueri.", "Hitung kueri lagi."):
        sent = form(_version_of_item(year), words)
        with CaptureQueriesContext(connection) as captured:
            response = client.post(save_path(year), sent, headers={"X-Requested-With": "fetch"})
        _require(response.status_code, save_path(year))
    return counts | {"save": len(captured)}


def cold(session_key: str) -> dict[str, float]:
    """The first answer of a fresh worker: imports, start of Django, and one page."""
    began = time.perf_counter()
    from django.conf import settings

    from zi_portal.wsgi import application

    started: list[str] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        started.append(status)
        return lambda content: None

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": paths(sessions_year())["item"],
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={session_key}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    b"".join(application(environ, start_response))
    if not started[0].startswith("200"):
        raise SystemExit(f"{started[0]} {environ['PATH_INFO']}")
    return {"seconds": time.perf_counter() - began}


def workbooks() -> dict[str, float]:
    """Seconds of the LKE out and in, and of what they are held against."""
    from bench.workbooks import measured

    return measured(UNIT, sessions_year())


def packets() -> dict[str, Any]:
    """Seconds of a packet and of a bare ZIP, and what memory grew by."""
    from bench.packets import measured

    return measured(UNIT, sessions_year())


def pdfs() -> dict[str, float]:
    """Seconds of the LKE as PDF and of a plain table, and the drawing process's memory."""
    from bench.pdfs import measured

    return measured(UNIT, sessions_year())


def sessions_year() -> int:
    from django.utils import timezone

    return timezone.localdate().year


def paths(year: int) -> dict[str, str]:
    """The pages measured."""
    base = f"/penilaian/{year}/{UNIT}/"
    return {"item": f"{base}butir/{ITEM}/", "dashboard": f"/dasbor/{UNIT}/", "tasks": base}


def save_path(year: int) -> str:
    return f"/penilaian/{year}/{UNIT}/butir/{ITEM}/simpan/"


def form(version: int, narrative: str) -> dict[str, str]:
    """What the item page sends by itself while somebody answers and types.

    The answer changes with every version, so that each save also rolls the score up.
    """
    answer = "AB"[version % 2]
    return {"versi": str(version), "jawaban": answer, "penjelasan": narrative, "selesai": "ya"}


def _version_of_item(year: int) -> int:
    from pengungkit.models import Answer

    return Answer.objects.get(assessment__year=year, assessment__unit__code=UNIT, code=ITEM).version


def _require(status: int, path: str) -> None:
    if status != 200:
        raise SystemExit(f"{status} {path}")


if __name__ == "__main__":
    if sys.argv[1] != "cold":
        _set_up()
    else:
        os.environ["DJANGO_SETTINGS_MODULE"] = "zi_portal.settings"
    acts: dict[str, Callable[..., dict[str, Any]]] = {
        "sessions": sessions,
        "crowd": crowd,
        "queries": queries,
        "cold": cold,
        "workbooks": workbooks,
        "packets": packets,
        "pdfs": pdfs,
    }
    print(json.dumps(acts[sys.argv[1]](*sys.argv[2:])))
