"""A sender of files in parts, as the tests drive it through Django's test client."""

from __future__ import annotations

import base64
from typing import Any

from django.http import HttpResponse
from django.test import Client


CREATE = "/bukti/unggah/"
TUS = {"Tus-Resumable": "1.0.0", "X-Requested-With": "fetch"}
CONTENT_TYPE = "application/offset+octet-stream"


def packed(**said: str) -> str:
    """Upload-Metadata."""
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items()
    )


def begin(client: Client, size: int, unit: str = "kppn-ternate", **said: str) -> HttpResponse:
    """POST; `filename` is "SK Tim.pdf" unless given."""
    metadata = packed(**({"filename": "SK Tim.pdf", "unit": unit} | said))
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata}
    return client.post(CREATE, headers=headers)


def begun(client: Client, size: int, **said: str) -> str:
    """The address of a new upload."""
    response = begin(client, size, **said)
    assert response.status_code == 201, response.content
    return response["Location"]


def send(client: Client, url: str, offset: int, data: bytes, **more: Any) -> HttpResponse:
    headers = TUS | {"Upload-Offset": str(offset)}
    # The test client leaves both out where there is no body.
    more = {"CONTENT_TYPE": CONTENT_TYPE, "CONTENT_LENGTH": str(len(data))} | more
    return client.patch(url, data, headers=headers, **more)


def ask(client: Client, url: str) -> HttpResponse:
    return client.head(url, headers=TUS)


def give_up(client: Client, url: str) -> HttpResponse:
    return client.delete(url, headers=TUS)


def upload(client: Client, data: bytes, **said: str) -> HttpResponse:
    """A whole file in one part; the answer to it."""
    return send(client, begun(client, len(data), **said), 0, data)


def sentence(response: HttpResponse) -> str:
    return response.json()["pesan"]
