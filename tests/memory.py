"""What a process remembers between requests, and what makes it forget."""

from django.core.cache import cache


def forget_everything() -> None:
    """Nothing is left in the cache, or in memory under a content version that was rolled back."""
    cache.clear()
    from alliance.core import context, reference
    from alliance.core.cache import forget_content_version
    from alliance.site import told
    from alliance.site.wayfinding import misses, nearest
    from evidence import population
    from members import freshness, seat_presenter
    from members.presenters import network_facts
    from search.services import picking

    forget_content_version()
    modules = (reference, context, population, told, network_facts, misses, nearest, seat_presenter, freshness, picking)
    for memory in modules:
        memory.forget()
