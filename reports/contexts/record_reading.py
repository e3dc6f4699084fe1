"""From the JSON of a record to what outputs read; the keys are explained in docs/packet.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pengungkit.instruments import Area, Instrument
from pengungkit.official.section import KEY as FORM
from pengungkit.official.wording import SILENT, ItemWording, wordings_from_json
from pengungkit.records.canonical import sha256_of
from pengungkit.records.recount import instrument_of
from reports.contexts.record import (
    AreaLine,
    AssessmentFacts,
    CheckLine,
    Document,
    FileFacts,
    ItemLine,
    Judgement,
    MilestoneLine,
    Missing,
    Precondition,
    PredicateLine,
    RecordContext,
    ScoreLine,
    Stamp,
    SubAreaLine,
    UnitFacts,
    YearLine,
)


Node = Mapping[str, Any]


def context_of(content: Node, text: str) -> RecordContext:
    """The context of a parsed record, whose text is `text`."""
    instrument = instrument_of(content)
    documents = {one["uuid"]: _document(one) for one in content["bukti"]}
    said = wordings_from_json((content["bagian"].get(FORM) or {}).get("bunyi") or {})
    items = {one["kode"]: _item(one, instrument, documents, said) for one in content["butir"]}
    values = content["nilai"]
    checks = tuple(_check(one) for one in content["syarat"]["daftar"])
    first = content["syarat"]["predikat_sebelumnya"]
    precondition = Precondition(first["kode"], first["nama"], first["dipegang"]) if first else None
    return RecordContext(
        stamp=_stamp(content.get("rekaman"), text),
        unit=_unit(content["unit"]),
        assessment=_assessment(content["penilaian"]),
        instrument=instrument,
        areas=_areas(instrument, values, items),
        documents=tuple(documents.values()),
        whole=_whole(instrument, values),
        components={one["kode"]: _score(one) for one in values["komponen"]},
        aspects={one["kode"]: _score(one) for one in values["aspek"]},
        answered=values["terisi"],
        checks=checks,
        precondition=precondition,
        passed=content["syarat"]["lulus"],
        predicates=tuple(_predicate(one) for one in content["predikat"]),
        milestones=tuple(_milestone(one) for one in content["tonggak"]),
        other_years=tuple(_year(one) for one in content["tahun_lain"]),
        sections=content["bagian"],
        missing=_missing(content["kekurangan"], items, documents, checks, precondition),
        text=text,
    )


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def _stamp(node: Node | None, text: str) -> Stamp | None:
    if node is None:
        return None
    trail = node["jejak"] or {"nomor": None, "hash": ""}
    return Stamp(
        number=node["nomor"],
        made_at=moment(node["dibuat_pada"]),
        made_by=node["dibuat_oleh"],
        sha256=sha256_of(text),
        trail_number=trail["nomor"],
        trail_hash=trail["hash"],
    )


def _unit(node: Node) -> UnitFacts:
    return UnitFacts(
        code=node["kode"],
        name=node["nama"],
        short_name=node["nama_pendek"],
        kind=node["jenis"],
        province=node["provinsi"],
        time_zone=node["zona_waktu"],
        above=tuple(one["nama"] for one in node["atasan"]),
    )


def _assessment(node: Node) -> AssessmentFacts:
    return AssessmentFacts(
        year=node["tahun"],
        target=node["sasaran"],
        target_name=node["sasaran_kepanjangan"],
        state=node["status"],
        state_label=node["status_nama"],
        due_on=_day(node["tenggat"]),
        opened_at=moment(node["dibuka_pada"]),
        closed_at=_moment(node["ditutup_pada"]),
    )


def _document(node: Node) -> Document:
    file = node["berkas"]
    return Document(
        uuid=node["uuid"],
        title=node["judul"],
        kind=node["jenis_nama"],
        number=node["nomor"],
        document_date=_day(node["tanggal"]),
        valid_until=_day(node["berlaku_sampai"]),
        stage=node["tahap_nama"],
        received_at=moment(node["diterima_pada"]),
        url=node["tautan"],
        file=_file(file) if file else None,
        item_codes=tuple(node["butir"]),
        sections=tuple(node["bagian"]),
    )


def _file(node: Node) -> FileFacts:
    return FileFacts(
        version=node["versi"],
        sha256=node["sha256"],
        size=node["ukuran"],
        content_type=node["jenis_isi"],
        extension=node["akhiran"],
        original_name=node["nama_asal"],
        received_at=moment(node["diterima_pada"]),
    )


def _item(
    node: Node,
    instrument: Instrument,
    documents: Mapping[str, Document],
    said: Mapping[str, ItemWording],
) -> ItemLine:
    given = node["jawaban"]
    return ItemLine(
        item=instrument.item(node["kode"]),
        version=node["versi"],
        choice=given["pilihan"],
        counts=given["jumlah"],
        index=_number(given["indeks"]),
        narrative=node["penjelasan"],
        status=node["status"],
        status_label=node["status_nama"],
        repair_note=node["catatan_perbaikan"],
        answered=node["terisi"],
        remark=node["keterangan"],
        share=Decimal(node["porsi"]),
        value=Decimal(node["nilai"]),
        weight=Decimal(node["bobot"]),
        documents=tuple(documents[uuid] for uuid in node["bukti"]),
        tpi=_judgement(node["tpi"]),
        final=_judgement(node["akhir"]),
        official=said.get(node["kode"], SILENT),
    )


def _judgement(node: Node | None) -> Judgement | None:
    if node is None:
        return None
    given = node["jawaban"]
    return Judgement(
        choice=given["pilihan"],
        counts=given["jumlah"],
        index=_number(given["indeks"]),
        note=node["catatan"],
        share=Decimal(node["porsi"]),
        value=Decimal(node["nilai"]),
    )


def _score(node: Node) -> ScoreLine:
    return ScoreLine(
        code=node["kode"],
        name=node["nama"],
        weight=Decimal(node["bobot"]),
        value=Decimal(node["nilai"]),
        percent=Decimal(node["persen"]),
    )


def _whole(instrument: Instrument, values: Node) -> ScoreLine:
    total = Decimal(values["total"])
    percent = total * 100 / instrument.weight
    return ScoreLine("total", "Nilai total", instrument.weight, total, percent)


def _areas(
    instrument: Instrument, values: Node, items: Mapping[str, ItemLine]
) -> tuple[AreaLine, ...]:
    areas = {one["kode"]: one for one in values["area"]}
    sub_areas = {one["kode"]: one for one in values["sub_area"]}

    def area_line(area: Area) -> AreaLine:
        node = areas[area.key]
        return AreaLine(
            key=area.key,
            name=area.name,
            short_name=area.short_name,
            score=_score(node),
            parts={key: _score(part) for key, part in node["bagian"].items()},
            sub_areas=tuple(
                SubAreaLine(
                    sub_area=one,
                    score=_score(sub_areas[one.code]),
                    items=tuple(items[item.code] for item in one.items),
                )
                for one in area.sub_areas
            ),
        )

    return tuple(area_line(area) for area in instrument.areas)


def _check(node: Node) -> CheckLine:
    return CheckLine(
        code=node["kode"],
        name=node["nama"],
        unit=node["satuan"],
        value=Decimal(node["nilai"]),
        minimum=Decimal(node["minimum"]),
        gap=Decimal(node["kurang"]),
        met=node["terpenuhi"],
        points=Decimal(node["poin"]),
        weight=Decimal(node["bobot"]),
        index_minimum=_number(node["indeks_minimum"]),
    )


def _predicate(node: Node) -> PredicateLine:
    return PredicateLine(
        predicate=node["predikat"],
        giver=node["pemberi_nama"],
        granted_on=dt.date.fromisoformat(node["tanggal"]),
        only_year_known=node["hanya_tahun"],
        document_number=node["nomor"],
        note=node["keterangan"],
        revoked_on=_day(node["dicabut_pada"]),
        revoked_reason=node["alasan_pencabutan"],
    )


def _milestone(node: Node) -> MilestoneLine:
    return MilestoneLine(
        kind=node["jenis"],
        title=node["judul"],
        happened_on=dt.date.fromisoformat(node["tanggal"]),
        only_year_known=node["hanya_tahun"],
        is_planned=node["rencana"],
        note=node["keterangan"],
    )


def _year(node: Node) -> YearLine:
    return YearLine(
        year=node["tahun"],
        target=node["sasaran"],
        state=node["status"],
        total=Decimal(node["total"]),
        checks_met=node["syarat"],
        area_percents={key: Decimal(value) for key, value in node.get("persen_area", {}).items()},
    )


def _missing(
    node: Node,
    items: Mapping[str, ItemLine],
    documents: Mapping[str, Document],
    checks: tuple[CheckLine, ...],
    precondition: Precondition | None,
) -> Missing:
    return Missing(
        unanswered=tuple(items[code] for code in node["belum_terisi"]),
        without_evidence=tuple(items[code] for code in node["tanpa_bukti"]),
        to_repair=tuple(items[code] for code in node["perlu_perbaikan"]),
        not_kept=tuple(documents[uuid] for uuid in node["tidak_tersimpan"]),
        checks=tuple(check for check in checks if check.code in node["syarat"]),
        precondition=precondition if node["predikat_sebelumnya"] else None,
        sections={key: tuple(sentences) for key, sentences in node["bagian"].items()},
    )
