"""Who asks, as far as limits need to know."""

from django.http import HttpRequest


def who_is(request: HttpRequest) -> str:
    """Return a name for whoever asks: the account of somebody signed in, else the address that the server sees."""
    user = getattr(request, "user", None)
    return f"u{user.pk}" if user and user.is_authenticated else request.META.get("REMOTE_ADDR", "")
