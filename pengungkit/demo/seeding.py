"""The whole demo in one transaction, and the file with its passwords."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from pengungkit.actions.instruments import load_instrument
from pengungkit.actions.records import make_record
from pengungkit.demo import flaws, offices, people
from pengungkit.demo.diary import Diary
from pengungkit.demo.evidence import keep_documents, use_documents
from pengungkit.demo.filling import fill
from pengungkit.demo.further import FURTHER_SEEDS
from pengungkit.demo.plans import KEEPERS, plans
from pengungkit.demo.unsorted import keep_unsorted
from pengungkit.instruments import bundled_document
from pengungkit.models import Assessment
from units.actions.memberships import details
from units.models import Membership, Unit, User


# The office whose year is nearly done: its state is frozen once.
RECORDED = "kanwil-malut"


@transaction.atomic
def seed(passwords: dict[str, str]) -> None:
    """Fill an empty database. `passwords` is by account name (see `new_passwords`)."""
    today = timezone.localdate()
    diary = Diary()
    version, _ = load_instrument(document=bundled_document(), by=None)
    units = offices.plant()
    persons = _enter_people(units, passwords, diary)
    offices.remember(units, today, persons["adminpusat"])
    kept = {
        code: keep_documents(units[code], today, persons[username], diary)
        for code, username in KEEPERS.items()
    }
    for code, username in KEEPERS.items():
        keep_unsorted(units[code], today, persons[username], diary)
    for plan in plans(units, persons, today):
        answers = fill(plan, version, diary)
        use_documents(kept.get(plan.unit.code, []), answers, plan.year, diary)
    diary.write()
    for some in kept.values():
        flaws.destroy_what_must_go(
            [(one.evidence, one.document.flaw) for one in some], persons["adminpusat"]
        )
    for further in FURTHER_SEEDS:
        import_string(further)(units, persons)
    recorded = Assessment.objects.with_structure().get(unit=units[RECORDED], year=today.year)
    make_record(assessment=recorded, by=persons["ketua"])


def new_passwords(common: str = "") -> dict[str, str]:
    """A password for every account: a random one each, or `common` for all when it is given."""
    return {one.username: common or people.new_password() for one in people.ACCOUNTS}


def account_table(passwords: dict[str, str]) -> str:
    """Account, password and role of everyone who can sign in, as text for a person."""
    names = {office.code: office.short_name for office in offices.OFFICES}
    lines = ["Akun demo (semua orangnya rekaan):"]
    width = max(map(len, passwords.values()))
    for person in people.ACCOUNTS:
        post = person.posts[0]
        lines.append(
            f"  {person.username:<21} {passwords[person.username]:<{width}} "
            f" {post.role.label}, {names[post.unit]} ({post.unit})"
        )
    return "\n".join(lines)


def write_account_file(passwords: dict[str, str]) -> Path:
    """Keep the table where only the owner of the installation can read it."""
    file = settings.DATA_DIR / "akun-demo.txt"
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as text:
        text.write(account_table(passwords) + "\n")
    return Path(file)


def _enter_people(
    units: dict[str, Unit], passwords: dict[str, str], diary: Diary
) -> dict[str, User]:
    hashes = dict(zip(passwords, people.hashes_of(passwords.values()), strict=True))
    users = [
        User(
            username=person.username,
            name=person.name,
            is_demo=True,
            # "!" can never be the hash of a password: nobody signs in as this person.
            password=hashes.get(person.username, "!"),
        )
        for person in people.PEOPLE
    ]
    persons = {user.username: user for user in User.objects.bulk_create(users)}
    admin, now = persons["adminpusat"], timezone.now()
    memberships = Membership.objects.bulk_create(
        Membership(
            user=persons[person.username],
            unit=units[post.unit],
            role=post.role,
            areas=list(post.areas),
            valid_from=dt.date(2018, 1, 2),
            granted_by=admin,
        )
        for person in people.PEOPLE
        for post in person.posts
    )
    for user in persons.values():
        diary.note(now, admin, "akun_dibuat", user, units["kemenkeu"], akun=user.username)
    for membership in memberships:
        diary.note(
            now, admin, "peran_diberikan", membership.user, membership.unit, **details(membership)
        )
    return persons
