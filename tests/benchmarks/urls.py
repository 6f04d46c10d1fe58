"""Every address of the platform, and one that publishes a practice inside the measured process."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from alliance.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django looks for them here
from alliance.urls import urlpatterns as platform
from evidence.models import Practice


@csrf_exempt
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """The newest practice is published once more, as an editor's click does it; this process knows at once."""
    Practice.objects.filter(live=True).latest("pk").save_revision().publish()
    return HttpResponse("published")


urlpatterns = [path("publish/", publish), *platform]
