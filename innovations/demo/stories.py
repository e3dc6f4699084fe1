"""The four innovations of Kanwil DJPb Maluku Utara as far as they were told in public.

What a text begins with "Contoh" was made up for the demo; the account does not tell it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from innovations.models import Innovation


Kind, Phase, State = Innovation.Kind, Innovation.Phase, Innovation.State

# Fields of `record_innovation`, the steps as (state, day, note), and which one it builds on.
STORIES: list[dict[str, Any]] = [
    {
        "name": "KUE APEM",
        "name_meaning": "Kelas Untuk Edukasi Akuntansi Bagi Pemula",
        "kind": Kind.CLASS,
        "origin": Innovation.Origin.OWN,
        "brings_closer": True,
        "phase": Phase.WBK,
        "service": "Pembinaan akuntansi satuan kerja",
        "users": "Petugas akuntansi satuan kerja yang baru",
        "need": "Contoh: petugas baru belum memahami jurnal dasar.",
        "need_source": Innovation.NeedSource.MEETING,
        "need_reference": "Contoh: rapat rekonsiliasi triwulan I",
        "problem": "Contoh: laporan keuangan satuan kerja berulang kali dikembalikan.",
        "solution": "Kelas dasar-dasar akuntansi bagi pemula.",
        "novelty": "Contoh: materi disusun dari kesalahan yang paling sering terjadi.",
        "areas": ["6"],
        "items": ["A.I.6.ii.f"],
        "owner": "Contoh: Kepala Seksi Pembinaan Akuntansi",
        "beyond_sop": True,
        "beyond_sop_note": "Contoh: kelas ini tidak ada di SOP dan IKU kantor.",
        "steps": [
            (State.TRIAL, dt.date(2018, 1, 1), "Contoh"),
            (State.RUNNING, dt.date(2019, 1, 1), "Contoh"),
        ],
    },
    {
        "name": "ZIP",
        "kind": Kind.OTHER,
        "origin": Innovation.Origin.OWN,
        "brings_closer": True,
        "phase": Phase.WBBM,
        "service": "Contoh: pelayanan terpadu",
        "users": "Contoh: satuan kerja mitra",
        "need": "Contoh: mitra ingin satu tempat bertanya.",
        "need_source": Innovation.NeedSource.SURVEY,
        "need_reference": "Contoh: survei kepuasan",
        "solution": "Contoh: satu alur yang dipakai semua bidang.",
        "novelty": "Contoh: cara kerjanya dapat dipakai kantor di luar Kementerian Keuangan.",
        "difference": "Contoh: masa WBK membenahi ke dalam; ZIP dipakai juga oleh instansi lain.",
        "areas": ["1", "6"],
        "items": ["A.I.6.ii.f"],
        "owner": "Contoh: Ketua Tim ZI",
        "kit_steps": "Contoh:\n1. Petakan layanan.\n2. Tunjuk penanggung jawab.\n3. Mulai dari satu"
        " layanan.",
        "sustainability": "Contoh: masuk uraian tugas setiap bidang.",
        "beyond_sop": True,
        "steps": [
            (State.TRIAL, dt.date(2020, 1, 1), "Contoh"),
            (State.RUNNING, dt.date(2021, 1, 1), "Contoh"),
        ],
    },
    {
        "name": "BLUD RU",
        "name_meaning": "Badan Layanan Umum Daerah Response Unit",
        "kind": Kind.RESPONSE,
        "origin": Innovation.Origin.OWN,
        "brings_closer": True,
        "phase": Phase.WBBM,
        "service": "Pendampingan badan layanan umum daerah",
        "users": "BLUD di Maluku Utara",
        "need": "Contoh: BLUD memerlukan teman bertanya tentang tata kelola keuangannya.",
        "need_source": Innovation.NeedSource.COMPLAINT,
        "need_reference": "Contoh: catatan layanan konsultasi",
        "solution": "Unit respons yang mendampingi BLUD.",
        "difference": "Contoh: melayani pihak yang sebelumnya tidak dilayani kantor.",
        "areas": ["6"],
        "items": ["A.I.6.ii.f", "A.II.6.i.a"],
        "beyond_sop": True,
        "steps": [(State.RUNNING, dt.date(2022, 1, 1), "Contoh")],
    },
    {
        "name": "ROH",
        "name_meaning": "Revisi One Hour",
        "kind": Kind.FAST,
        "origin": Innovation.Origin.OWN,
        "brings_closer": True,
        "phase": Phase.WBBM,
        "service": "Revisi anggaran",
        "users": "Satuan kerja",
        "need": "Contoh: revisi sering dibutuhkan menjelang batas waktu kontrak.",
        "need_source": Innovation.NeedSource.SURVEY,
        "need_reference": "Contoh: survei kepuasan semester II",
        "problem": "Contoh: revisi selesai dalam beberapa hari kerja.",
        "solution": "Revisi anggaran diselesaikan dalam satu jam.",
        "novelty": "Janji layanan dengan batas satu jam yang diukur setiap kasusnya.",
        "difference": "Contoh: masa WBK menata alur revisi; ROH menjanjikan dan mengukur waktunya.",
        "areas": ["2", "6"],
        "items": ["A.II.6.i.a", "A.II.6.i.b"],
        "owner": "Contoh: Kepala Bidang Pelaksanaan Anggaran",
        "beyond_sop": True,
        "beyond_sop_note": "Contoh: SOP memberi waktu lebih lama.",
        "steps": [
            (State.TRIAL, dt.date(2021, 1, 1), "Contoh"),
            (State.RUNNING, dt.date(2022, 1, 1), "Contoh"),
            (State.SOP, dt.date(2024, 1, 1), "Contoh: nomor SOP 12/2024"),
        ],
    },
]

# The account names them and what they are for; a form has no other place to say so of a year.
INVENTED = "Contoh: tidak diceritakan. Tahun mulai, masa, dan langkahnya juga contoh."

# Measures of an innovation by its name: fields, then values as (months ago, value).
MEASURES: dict[str, list[tuple[dict[str, Any], list[tuple[int, str]]]]] = {
    "ROH": [
        (
            {
                "name": "Contoh: lama revisi anggaran",
                "unit_name": "menit",
                "direction": "turun",
                "baseline": "1440",
                "baseline_on": dt.date(2020, 12, 31),
                "baseline_source": "Contoh: catatan layanan 2020",
                "target": "60",
            },
            [(15, "95"), (12, "78"), (9, "61"), (6, "55"), (3, "49"), (1, "47")],
        )
    ],
    "KUE APEM": [
        (
            {
                "name": "Contoh: laporan satuan kerja yang dikembalikan",
                "unit_name": "laporan per bulan",
                "direction": "turun",
                "baseline": "18",
                "baseline_on": dt.date(2018, 6, 30),
                "baseline_source": "Contoh: rekap rekonsiliasi",
                "target": "4",
            },
            [(14, "9"), (8, "6"), (2, "5")],
        )
    ],
}
# Activities by the name of the innovation: (days ago, fields).
ACTIVITIES: dict[str, list[tuple[int, dict[str, Any]]]] = {
    "ZIP": [
        (
            25,
            {
                "kind": "rapat",
                "title": "Contoh: pertemuan triwulan dengan kantor yang menirunya",
                "participants": 12,
                "result": "Contoh: dua perbaikan alur disepakati bersama.",
            },
        ),
    ],
    "KUE APEM": [
        (
            40,
            {
                "kind": "kelas",
                "title": "Contoh: kelas jurnal dasar angkatan 12",
                "place": "Contoh: aula kantor",
                "participants": 24,
                "result": "Contoh: 22 peserta lulus uji akhir.",
            },
        ),
        (
            150,
            {
                "kind": "kelas",
                "title": "Contoh: kelas rekonsiliasi",
                "participants": 31,
                "requester": "Contoh: satuan kerja di Ternate",
            },
        ),
    ],
    "BLUD RU": [
        (
            160,
            {
                "kind": "pendampingan",
                "title": "Contoh: pendampingan tata kelola BLUD",
                "participants": 8,
                "requester": "Contoh: rumah sakit daerah",
            },
        ),
    ],
}
TESTIMONIES: dict[str, list[dict[str, Any]]] = {
    "ROH": [
        {
            "speaker": "Contoh: bendahara satuan kerja",
            "words": "Contoh: dulu menunggu berhari-hari, sekarang selesai sebelum makan siang.",
            "consent_manner": "Contoh: formulir survei kepuasan",
        }
    ]
}
