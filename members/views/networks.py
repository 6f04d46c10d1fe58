"""The list of networks and each network's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from members.models import Network


def show_list(request: HttpRequest, page) -> HttpResponse:
    """The networks that the reader may see."""
    networks = Network.objects.visible_to(request.user).with_words().order_by("slug")
    return render(request, "members/networks.html", {"page": page, "networks": networks})


def show(request: HttpRequest, page, slug: str) -> HttpResponse:
    """One network. Raises Http404 for those that the reader may not see."""
    network = get_object_or_404(Network.objects.visible_to(request.user).with_words(), slug=slug)
    return render(request, "members/network.html", {"page": page, "network": network})
