"""The trail of links above every page of an assessment."""

from __future__ import annotations

from django.urls import reverse

from pengungkit.models import Assessment


Crumb = dict[str, str]


def assessment_crumbs(assessment: Assessment, *here: str | tuple[str, str]) -> list[Crumb]:
    """List, assessment, and what lies below: (label, url) pairs, the last one without url."""
    crumbs = [
        {"label": "Penilaian", "url": reverse("pengungkit:assessment_list")},
        {
            "label": f"{assessment.unit.short_name} {assessment.year}",
            "url": assessment.get_absolute_url() if here else "",
        },
    ]
    for one in here:
        label, url = (one, "") if isinstance(one, str) else one
        crumbs.append({"label": label, "url": url})
    return crumbs


def list_crumbs(here: str) -> list[Crumb]:
    """The list of assessments and a page below it that is not about one assessment."""
    return [
        {"label": "Penilaian", "url": reverse("pengungkit:assessment_list")},
        {"label": here, "url": ""},
    ]
