"""Rows that were written past Django's signals: in bulk, or with an update of a queryset. Whoever keeps something of them is told.

    changes.tell(Network, [network.pk, into.pk])             # in the transaction of the act

Higher apps listen at start; who tells need not know of them.
"""

from collections.abc import Callable, Iterable

from django.db.models import Model

_listeners: list[Callable[[type[Model], list[int]], None]] = []


def listen(listener: Callable[[type[Model], list[int]], None]) -> None:
    """Have ``listener(model, keys)`` called with whatever is told from now on."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(model: type[Model], keys: Iterable[int]) -> None:
    """Tell everybody who listens that the rows of ``model`` with these keys were written."""
    written = list(keys)
    if written:
        for listener in _listeners:
            listener(model, written)
