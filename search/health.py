"""What `manage.py status` says of the search."""

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.core import status
from search.engines.choose import engine
from search.models import IndexState, WaitingChange
from search.services import rebuilding

LONGEST_LAG_SECONDS = 60


@status.check("search")
def search() -> str:
    """The engine answers, its index is of the present version and shows what is published."""
    state, health = IndexState.now(), rebuilding.health()
    pending = WaitingChange.objects.pending(state.generation)
    oldest = pending.first()
    lag = (timezone.now() - oldest.written_at).total_seconds() if oldest else 0
    detail = _("%(engine)s: %(documents)d documents; waiting changes: %(waiting)d (oldest: %(seconds)d s)") % {
        "engine": engine().name,
        "documents": health.documents,
        "waiting": pending.count(),
        "seconds": lag,
    }
    if state.is_rebuilding:
        detail += "; " + _("a new index is being made")
    if not health.is_current or state.engine != engine().name:
        raise status.Problem(_("The index has to be made anew: manage.py search_rebuild") + f" ({detail})")
    if lag > LONGEST_LAG_SECONDS:
        raise status.Problem(detail)
    return detail
