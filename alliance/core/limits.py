"""How often somebody may do something: counted in the cache, which all processes share where Redis is set."""

from django.core.cache import cache


def within(name: str, who: object, *, most: int, seconds: int) -> bool:
    """Count one more time for ``who``; return whether that is at most the ``most``-th within a window of ``seconds``.

    The window begins with the first time. ``who`` is an address, a key, or a number that stands for one.
    """
    key = f"limit:{name}:{who}"
    if cache.add(key, 1, seconds):
        return most >= 1
    try:
        return cache.incr(key) <= most
    except ValueError:  # the window has just ended
        cache.set(key, 1, seconds)
        return most >= 1
