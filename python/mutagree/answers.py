"""Asks a function for replies, one after the other or several at once."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Callable, Iterator

from .types import Model, Request

__all__ = ["answers"]

Reply = tuple[int, str]


def answers(model: Model, at_once: int) -> Callable[[list[Request]], Iterator[Reply]]:
    """A function that answers a list of requests by pairs of a place in it and a reply, as they come."""

    def one_by_one(requests: list[Request]) -> Iterator[Reply]:
        for place, request in enumerate(requests):
            yield place, _text(model(request))

    def several(requests: list[Request]) -> Iterator[Reply]:
        pool = ThreadPoolExecutor(at_once)
        try:
            open_calls: dict[Future[str], int] = {}
            for place, request in enumerate(requests):
                open_calls[pool.submit(model, request)] = place
            while open_calls:
                # A short wait, since a signal is heard between two of them.
                done, _ = wait(open_calls, timeout=0.05, return_when=FIRST_COMPLETED)
                for call in done:
                    yield open_calls.pop(call), _text(call.result())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    return one_by_one if at_once <= 1 else several


def _text(reply: object) -> str:
    if not isinstance(reply, str):
        raise TypeError(f"the model's function gave a {type(reply).__name__}, and a str was expected")
    return reply
