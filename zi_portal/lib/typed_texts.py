"""What a person would recognise as typed in a form that was refused: shown again, to be copied."""

from __future__ import annotations

from django.http import HttpRequest


FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
# Never shown or written down, wherever they come from.
SECRET_FIELDS = ("csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "code")
SHORTEST = 30


def reads_as_typed(value: str) -> bool:
    """Whether a field holds words; codes, choices and numbers are chosen again quickly."""
    return " " in value.strip() or len(value) > SHORTEST


def typed_texts(request: HttpRequest) -> list[str]:
    """The words of the form that was sent, in its order; none where nothing was sent.

    None either where nobody has looked whether the form was ours: another site must not put its
    words on our pages by sending them to an address that does not exist.
    """
    if request.method != "POST" or request.content_type not in FORMS:
        return []
    if not _is_ours(request):
        return []
    return [
        value
        for name, values in request.POST.lists()
        for value in values
        if name not in SECRET_FIELDS and isinstance(value, str) and reads_as_typed(value)
    ]


def _is_ours(request: HttpRequest) -> bool:
    """Whether the token was looked at, or, where no cookie is asked for, the browser vouches."""
    looked_at = getattr(request, "csrf_processing_done", False)
    return looked_at or request.headers.get("Sec-Fetch-Site") == "same-origin"
