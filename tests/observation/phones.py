"""A juror's phone as the tests need one: it writes bodies and posts batches."""

import base64
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from guanmo.engines.scoring.bodies import Body, write_body
from guanmo.engines.seal import Receipt, public_key_of
from guanmo.observation.ballot_queries import Given
from guanmo.observation.models import Juror, Stop
from guanmo.observation.sync_services import issue_links
from tests.cast import NOON, Cast

_numbers = itertools.count(1)


def new_id() -> str:
    return f"{next(_numbers):032x}"


def body(
    juror: Juror, stop: Stop | None, score: str = "90", /, **other: Any
) -> bytes:  # Any: fields of a Body
    """A finished ballot; a rank ballot gives its places in `marks`."""
    said: dict[str, Any] = {
        "ballot_id": new_id(),
        "nonce": "ab" * 16,
        "tour": juror.tour_id,
        "juror": juror.pk,
        "stop": stop.pk if stop else None,
        "marks": {"": score},
    } | other
    return write_body(Body(**said))


def body_of(juror: Juror, given: Given) -> bytes:
    """A finished ballot that gives this."""
    said = Body(new_id(), "ab" * 16, juror.tour_id, juror.pk, given.stop, given.marks, given.skipped)
    return write_body(said)


def id_of(data: bytes) -> str:
    found: str = json.loads(data)["ballot_id"]
    return found


@dataclass
class Phone:
    """One juror's link in a browser without any session."""

    juror: Juror
    token: str
    client: Client = field(default_factory=Client)

    @classmethod
    def of(cls, cast: Cast, juror: Juror) -> "Phone":
        return cls(juror, issue_links(tour=juror.tour, jurors=[juror], by=cast.office, at=NOON)[juror.pk])

    def get(self, page: str = "") -> Any:  # Any: Django's test response
        return self.client.get(f"/ballot/{self.token}/{page}")

    def post(self, page: str, said: object) -> Any:  # Any: Django's test response
        data = said if isinstance(said, bytes) else json.dumps(said).encode()
        return self.client.post(f"/ballot/{self.token}/{page}", data, content_type="application/json")

    def send(self, bodies: Sequence[bytes]) -> list[Mapping[str, Any]]:  # Any: plain JSON
        """Post a batch and return its results."""
        response = self.post("ballots:batch", {"ballots": [data.decode() for data in bodies]})
        assert response.status_code == 200
        results: list[Mapping[str, Any]] = response.json()["results"]
        return results

    def verifies(self, result: Mapping[str, Any]) -> bool:  # Any: plain JSON
        """Whether the receipt is the server's, by the key the sheet names."""
        key = base64.b64decode(self.get("sheet/").json()["key"]["public"])
        return Receipt(**result["receipt"]).verifies(key)


def public_key(private: bytes) -> str:
    return base64.b64encode(public_key_of(private)).decode()
