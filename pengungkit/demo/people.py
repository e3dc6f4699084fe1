"""Who is in the demo. All names are invented; every role has an account."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from pengungkit.demo.catalogue import DATA
from units.models import Membership
from units.passwords import OWN_LETTERS, own_letters


Role = Membership.Role


@dataclass(frozen=True, slots=True)
class Post:
    """A role in a unit; no areas means all of them."""

    unit: str
    role: Role
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo. One with an account gets a password, the others cannot sign in."""

    username: str
    name: str
    posts: tuple[Post, ...]
    has_account: bool = True


KANWIL, TERNATE, TANJUNGPANDAN = "kanwil-malut", "kppn-ternate", "kppn-tanjungpandan"

PEOPLE = (
    Person("anggota", "Sari Wulandari", (Post(KANWIL, Role.ANGGOTA),)),
    Person("koordinator", "Rina Latupono", (Post(KANWIL, Role.KOORDINATOR),)),
    Person("ketua", "Dewi Anggraini", (Post(KANWIL, Role.KETUA),)),
    Person("kepala", "Budi Santoso", (Post(KANWIL, Role.KEPALA),)),
    Person("tpi", "Hendra Wijaya", (Post("djpb", Role.TPI),)),
    Person("adminwilayah", "Maya Salampessy", (Post(KANWIL, Role.ADMIN_WILAYAH),)),
    Person(
        "adminpusat",
        "Agus Prasetyo",
        (Post("kemenkeu", Role.ADMIN_PUSAT), Post("pemkot-contoh", Role.ADMIN_PUSAT)),
    ),
    Person("pengamat", "Lina Marlina", (Post("djpb", Role.PENGAMAT),)),
    Person("ketua.tanjungpandan", "Fajar Ramadhan", (Post(TANJUNGPANDAN, Role.KETUA),)),
    Person("kepala.tanjungpandan", "Nurul Hidayah", (Post(TANJUNGPANDAN, Role.KEPALA),)),
    Person("anggota.ternate", "Yusuf Abdullah", (Post(TERNATE, Role.ANGGOTA),)),
    Person("koordinator.ternate", "Wati Tomagola", (Post(TERNATE, Role.KOORDINATOR),)),
    Person("ketua.ternate", "Rahmat Soleman", (Post(TERNATE, Role.KETUA),)),
    Person("kepala.ternate", "Intan Permata", (Post(TERNATE, Role.KEPALA),)),
    Person("marthen", "Marthen Sahetapy", (Post(KANWIL, Role.ANGGOTA, ("2", "4")),), False),
    Person("nona", "Nona Assagaf", (Post(KANWIL, Role.ANGGOTA, ("3", "5")),), False),
    Person("ridwan", "Ridwan Hasan", (Post(KANWIL, Role.KOORDINATOR, ("4", "5")),), False),
    Person("citra", "Citra Lestari", (Post(TERNATE, Role.ANGGOTA, ("1", "3")),), False),
    Person("eko", "Eko Nugroho", (Post(TANJUNGPANDAN, Role.ANGGOTA),), False),
    Person("ketua.rsud", "Sinta Maharani", (Post("rsud-contoh", Role.KETUA),), False),
)
ACCOUNTS = tuple(person for person in PEOPLE if person.has_account)


def new_password() -> str:
    """A random password to be read and typed, for example "pala-kenari-layar-4827".

    About 33 bits; an account of the demo stands only on the machine of whoever tries the portal.
    """
    known = (DATA / "kata.txt").read_text("utf-8").split()
    while True:
        words = [secrets.choice(known) for _ in range(3)]
        # Some are places and times that passwords may not consist of, as "tanjung" and "malam".
        if own_letters("-".join(words)) >= OWN_LETTERS:
            return f"{'-'.join(words)}-{secrets.randbelow(9000) + 1000}"


def hashes_of(passwords: Iterable[str]) -> list[str]:
    """The hash of each password, equal ones hashed once; hashing is slow by intent and threads."""
    asked = list(passwords)
    distinct = list(dict.fromkeys(asked))
    with ThreadPoolExecutor() as pool:
        known = dict(zip(distinct, pool.map(make_password, distinct), strict=True))
    return [known[password] for password in asked]
