"""Nobody carries whole stores away in a hurry (DL-07)."""

from __future__ import annotations

from django.utils import timezone

from pengungkit.actions import looking
from tests.factories import make_evidence
from units.models import AuditEvent


def test_dl07_five_hundred_downloads_a_minute_are_slowed_and_told(
    unit, member, member_client, settings, monkeypatch
):
    settings.LOOKS_PER_MINUTE = 8
    evidence = make_evidence(unit, member)
    answers = [member_client.get(f"/bukti/{evidence.uuid}/unduh/") for _ in range(50)]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [200] * 8 + [429] * 42
    for answer in answers[:8]:
        b"".join(answer)
    page = answers[-1]
    assert page.headers["Retry-After"] == "60"
    assert "Tunggu satu menit" in page.content.decode()
    # For the admins: who, once and not forty-two times.
    [event] = AuditEvent.objects.filter(action=looking.SLOWED)
    assert (event.actor, event.unit, event.data["batas_per_menit"]) == (
        member.username,
        unit.code,
        8,
    )
    for address in ("lihat", "versi/1"):
        other = make_evidence(unit, member, name="Lain.pdf")
        assert member_client.get(f"/bukti/{other.uuid}/{address}/").status_code == 429
    later = timezone.now() + looking.PER
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    again = member_client.get(f"/bukti/{evidence.uuid}/unduh/")
    b"".join(again)
    assert again.status_code == 200


def test_others_are_not_slowed(unit, member, leader, client, settings):
    settings.LOOKS_PER_MINUTE = 1
    evidence = make_evidence(unit, member)
    for person in (member, leader):
        client.force_login(person)
        answer = client.get(f"/bukti/{evidence.uuid}/unduh/")
        b"".join(answer)
        assert answer.status_code == 200
