"""Files are cut at the limit while they arrive, and the rest of the form is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from zi_portal.lib.uploads import too_large_names


@pytest.fixture(autouse=True)
def _small_limits(settings, tmp_path: Path) -> None:
    settings.EVIDENCE_MAX_BYTES = 500_000
    settings.UPLOAD_MAX_BYTES = 800_000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100_000
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path


@pytest.fixture
def posted() -> Iterator[Callable[..., HttpRequest]]:
    """`posted(10, 20)`: a request with files of these sizes between two fields."""
    requests = []

    def post(*sizes: int) -> HttpRequest:
        files = [SimpleUploadedFile(f"{i}.pdf", b"x" * size) for i, size in enumerate(sizes)]
        body = {"sebelum": "a", "berkas": files, "sesudah": "b"}
        requests.append(RequestFactory().post("/", body))
        return requests[-1]

    yield post
    for request in requests:
        request.close()


def kept(request) -> list[tuple[str, int]]:
    return [(file.name, file.size) for file in request.FILES.getlist("berkas")]


def test_it_works(posted):
    request = posted(10, 500_000)
    assert kept(request) == [("0.pdf", 10), ("1.pdf", 500_000)]
    assert too_large_names(request) == []


def test_one_byte_too_many_drops_that_file_only(posted, tmp_path):
    request = posted(300_000, 500_001, 20)
    assert kept(request) == [("0.pdf", 300_000), ("2.pdf", 20)]
    assert too_large_names(request) == ["1.pdf"]
    assert (request.POST["sebelum"], request.POST["sesudah"]) == ("a", "b")
    request.close()
    assert list(tmp_path.iterdir()) == []


def test_all_files_together_have_a_limit(posted):
    request = posted(400_000, 390_000, 50_000, 5_000)
    assert kept(request) == [("0.pdf", 400_000), ("1.pdf", 390_000), ("3.pdf", 5_000)]
    assert too_large_names(request) == ["2.pdf"]


def test_what_is_large_goes_to_disk_and_not_into_memory(posted):
    [file] = posted(300_000).FILES.getlist("berkas")
    assert isinstance(file, TemporaryUploadedFile)


def test_a_request_without_files_dropped_nothing():
    assert too_large_names(RequestFactory().post("/", {"a": "b"})) == []
