"""Codes that come as text: read, or refused as a whole."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import BadRequest

from zi_portal.lib.uuids import as_uuid, chosen_uuids


ONE, TWO = uuid.uuid4(), uuid.uuid4()


def test_it_works():
    assert as_uuid(str(ONE)) == ONE
    assert as_uuid("") is None
    assert as_uuid("bukan-kode") is None


def test_a_choice_is_read_in_its_order_and_each_once():
    assert chosen_uuids([str(TWO), ONE.hex, str(TWO)], "Tidak sah.") == [TWO, ONE]
    assert chosen_uuids([], "Tidak sah.") == []


def test_one_that_is_none_spoils_the_choice():
    with pytest.raises(BadRequest, match="Tidak sah"):
        chosen_uuids([str(ONE), "x"], "Tidak sah.")
