"""Rows that go away between the look of a view and the lock of its action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from pengungkit.actions.pastes import keep_paste
from pengungkit.models import Answer, Assessment, Paste, Upload
from tests.pengungkit.tus_client import begun
from units.models import AuditEvent, User


class GoneBeforeTheLock:
    """Deletes the rows of a table just before they are asked for the second time."""

    def __init__(self, model: type[Paste | Upload]) -> None:
        self.model, self.asked = model, 0

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT") and f'FROM "{self.model._meta.db_table}"' in sql:
            self.asked += 1
            if self.asked == 2:
                self.model.objects.all().delete()
        return execute(sql, params, many, context)


@pytest.mark.parametrize("act", ["terapkan", "batalkan", "kirim", "hentikan"])
def test_they_are_not_found(
    act: str, member_client: Client, member: User, assessment: Assessment
) -> None:
    area = assessment.structure.area("1")
    more: dict[str, Any] = {"clear_empty": False, "by": member}
    paste = keep_paste(assessment=assessment, area=area, text="A.I.1.i.a\tYa\tSK 12\n", **more)
    upload = begun(member_client, 100)
    events = AuditEvent.objects.count()
    place = [assessment.year, assessment.unit.code, "1", paste.uuid]
    tus = {"HTTP_TUS_RESUMABLE": "1.0.0"}
    model = Paste if act in {"terapkan", "batalkan"} else Upload
    with connection.execute_wrapper(GoneBeforeTheLock(model)):
        match act:
            case "terapkan":
                response = member_client.post(reverse("pengungkit:paste_apply", args=place))
            case "batalkan":
                response = member_client.post(reverse("pengungkit:paste_undo", args=place))
            case "hentikan":
                response = member_client.delete(upload, **tus)
            case _:
                body = {
                    "content_type": "application/offset+octet-stream",
                    "HTTP_UPLOAD_OFFSET": "0",
                }
                response = member_client.patch(upload, b"%PDF-", **body, **tus)
    # Whoever sends parts is told in the words of the protocol.
    assert response.status_code == (410 if act == "kirim" else 404)
    assert Answer.objects.filter(version__gt=0).count() == 0
    assert AuditEvent.objects.count() == events
