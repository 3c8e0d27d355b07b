"""A server that breaks the promise on purpose, so that the proofs can be seen to fail; no part of the product.

It is the product with one thing changed: the receipts leave before the transaction that files the ballots ends.
"""

import time
from concurrent.futures import Future
from datetime import datetime
from threading import Thread

from django.db import connection, transaction

from guanmo.config.wsgi import application as application
from guanmo.observation import sync_services
from guanmo.observation.batch_services import Answer
from guanmo.observation.models import Juror

HELD_SECONDS = 0.05
"""As long as a slow disk takes."""

product = sync_services.accept_ballots


def answer_too_early(*, juror: Juror, bodies: list[bytes], at: datetime) -> list[Answer]:
    """What the product answers, before its commit."""
    answered: Future[list[Answer]] = Future()

    def file() -> None:
        try:
            with transaction.atomic():
                answered.set_result(product(juror=juror, bodies=bodies, at=at))
                time.sleep(HELD_SECONDS)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the request shall have it
            if not answered.done():
                answered.set_exception(error)
        finally:
            connection.close()

    Thread(target=file).start()
    return answered.result()


sync_services.accept_ballots = answer_too_early
