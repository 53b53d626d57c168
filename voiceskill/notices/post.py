"""Alerts by an HTTP POST to a home's automation."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http import HTTPStatus

import requests

from voiceskill import __version__
from voiceskill.notices.channel import TIME_LIMIT_SECONDS, UndeliveredError

__all__ = ["PostChannel"]


class PostChannel:
    """POSTs the notice as ``application/json``; success is any status from 200 to 299.

    Redirects, proxies and ``.netrc`` are not followed: the notice goes to the address in the settings only.
    """

    def __init__(self, address: str, time_limit: float = TIME_LIMIT_SECONDS) -> None:
        """``time_limit``: seconds for the whole exchange, however slowly the other end drips."""
        self._address = address
        self._time_limit = time_limit

    def send(self, notice: str) -> None:
        """See ``Channel.send``."""
        status = _within(self._time_limit, lambda: self._post(notice))
        if status is None:
            raise UndeliveredError(f"there was no answer within {self._time_limit:g} s")
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise UndeliveredError(f"the answer was status {status}")

    def _post(self, notice: str) -> int:
        with requests.Session() as session:
            session.trust_env = False
            headers = {"Content-Type": "application/json", "User-Agent": f"voiceskill/{__version__}"}
            try:
                with session.post(
                    self._address,
                    data=notice.encode(),
                    headers=headers,
                    timeout=self._time_limit,
                    allow_redirects=False,
                    stream=True,
                ) as answer:
                    return answer.status_code
            except requests.exceptions.SSLError:
                raise UndeliveredError("the other end could not prove who it is (TLS)") from None
            except requests.Timeout:
                raise UndeliveredError(f"there was no answer within {self._time_limit:g} s") from None
            except (requests.RequestException, ValueError):
                raise UndeliveredError("the address could not be reached") from None


def _within(seconds: float, work: Callable[[], int]) -> int | None:
    """What ``work`` gives, or None if that takes too long; it is then left behind in its thread."""
    outcome: list[int | UndeliveredError] = []

    def run() -> None:
        try:
            outcome.append(work())
        except UndeliveredError as error:
            outcome.append(error)

    thread = threading.Thread(target=run, name="alert post", daemon=True)
    thread.start()
    thread.join(seconds)
    if outcome and isinstance(outcome[0], UndeliveredError):
        raise outcome[0]
    return outcome[0] if outcome and isinstance(outcome[0], int) else None
