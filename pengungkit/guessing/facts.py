"""Kind, number and date of a document, as they stand in the name of its file."""

from __future__ import annotations

import datetime as dt
import re

from zi_portal.lib.dates import FIRST_YEAR, LAST_YEAR, month_number


# Values of Evidence.Kind; whichever word comes first in the name is what the document is.
_KINDS = [
    (kind, re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W_])", re.IGNORECASE))
    for kind, words in (
        ("sk", r"sk|skep|kep(?=[ _-]*\d)|keputusan|surat[ _-]+keputusan"),
        ("undangan", r"undangan|und"),
        ("notulen", r"notulen|notula|notulensi|risalah[ _-]+rapat|mom"),
        ("daftar_hadir", r"daftar[ _-]*hadir|absen|absensi|presensi|daftar[ _-]*presensi"),
        ("foto", r"foto2?|foto[ _-]?foto|photo|photos|dokumentasi(?:[ _-]+foto)?"),
        ("laporan", r"laporan|lap|laphar|lpj|report"),
        (
            "tangkapan_layar",
            r"tangkapan[ _-]*layar|cuplikan[ _-]*layar|screen[ _-]?shots?|screenshoot|ss|capture",
        ),
        ("sop", r"sop|prosedur[ _-]+operasional"),
    )
]

_LETTER = "KEP|SKEP|SK|ND|SE|ST|UND|BA|PENG|LAP|PER|PRJ|SP|SPT|MOU|PKS|SOP|S"
_NUMBER = re.compile(
    rf"(?<![^\W_])(?P<letter>{_LETTER})(?P<joint>[ _]?-[ _]?|[ _])(?P<count>\d{{1,5}})"
    r"(?:[ _]*[/_ -][ _]*(?P<office>[A-Z]{1,6}(?:\.\d{1,4}){1,3}|(?<=/)[A-Z]{2,6}(?:\.\d{1,4})*))?"
    r"(?:[ _]*(?P<before_year>[/_ -])[ _]*(?P<year>(?:19|20)\d\d)(?!\d|[._ -]\d{1,2}\b))?"
    r"(?![^\W_])",
    re.IGNORECASE,
)
_NAMED_NUMBER = re.compile(
    r"(?<![^\W_])(?:nomor|no)\b[ ._:-]*"
    r"(?P<text>\d{1,5}(?:/[A-Z0-9.-]{1,15}){1,5}|\d{1,5}[ _]+tahun[ _]+(?:19|20)\d\d)",
    re.IGNORECASE,
)

_DAY, _MONTH, _YEAR = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", r"(?P<y>(?:19|20)\d\d)"
_DATES = [
    re.compile(rf"(?<!\d){pattern}(?!\d)", re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}(?P<s>[-._/ ])(?P<m>\d\d)(?P=s)(?P<d>\d\d)",
        rf"{_YEAR}(?P<m>\d\d)(?P<d>\d\d)",
        rf"(?P<d>\d\d)(?P<m>\d\d){_YEAR}",
        rf"{_DAY}(?P<s>[-._/])\s?{_MONTH}(?P=s)\s?{_YEAR}",
        rf"{_DAY}[ ._-]*(?P<name>[a-z]{{3,9}})[ .,_-]*{_YEAR}",
    )
]
# What stands before the end of a period; that is not the date of the document.
_UNTIL = re.compile(
    r"(?:\bs\.?\s?[/.]?d\.?|\bsampai|\bhingga|[–&]|\d\s?-|\bdan)\s*$", re.IGNORECASE
)
_ENGLISH = {"may": 5, "aug": 8, "august": 8, "oct": 10, "dec": 12, "march": 3, "june": 6, "july": 7}


def kind_in(text: str) -> str:
    """The kind of document whose word comes first; empty when none does."""
    found = [(match.start(), kind) for kind, words in _KINDS if (match := words.search(text))]
    return min(found)[1] if found else ""


def number_in(text: str) -> str:
    """The number of the letter, with the slashes a file name cannot hold; empty when unsure."""
    numbers = {match["text"].replace("_", " ") for match in _NAMED_NUMBER.finditer(text)}
    for match in _NUMBER.finditer(text):
        if number := written_out(match):
            numbers.add(number)
    return numbers.pop() if len(numbers) == 1 else ""


def written_out(match: re.Match[str]) -> str:
    """One number as offices write it; empty when it may be something else ("SK 12", "S-1")."""
    letter, office, year = match["letter"].upper(), match["office"], match["year"]
    if "-" not in match["joint"] and not office and letter not in {"KEP", "SKEP", "ND"}:
        return ""
    if letter == "S" and not office and len(match["count"]) == 1:
        return ""
    if year and not office and match["before_year"] == " ":
        year = None
    parts = [f"{letter}-{match['count']}", (office or "").upper(), year or ""]
    return "/".join(part for part in parts if part)


def date_in(text: str) -> dt.date | None:
    """The one whole date in a name; None when there is none, or several, or an end of a period."""
    found: set[dt.date | None] = set()
    for pattern in _DATES:
        for match in pattern.finditer(text):
            day = day_of(match)
            if day:
                found.add(None if _UNTIL.search(text[: match.start()]) else day)
    return found.pop() if len(found) == 1 else None


def day_of(match: re.Match[str]) -> dt.date | None:
    parts = match.groupdict()
    if name := parts.get("name"):
        month = month_number(name) or _ENGLISH.get(name.lower(), 0)
    else:
        month = int(parts["m"])
    try:
        day = dt.date(int(parts["y"]), month, int(parts["d"]))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
