"""Several people act at the same moment, each in a thread with a connection of its own."""

import threading

from django.db import connections


def at_once(*acts) -> list:
    """Return what each act returned or raised; all begin together."""
    ready = threading.Barrier(len(acts))
    ends: list = [None] * len(acts)

    def run(number: int) -> None:
        ready.wait()
        try:
            ends[number] = acts[number]()
        except Exception as error:
            ends[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends
