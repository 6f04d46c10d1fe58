"""Links inside the site that lead nowhere, for those who can mend them."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from alliance.site.dashboard.work import KINDS, Row, WorkList, editable, labels, lines
from alliance.site.links.models import BrokenLink


class BrokenLinks(WorkList):
    """Broken links of what the user may edit. One whose page was published since the last look is taken as mended."""

    name = "links"
    heading = gettext_lazy("Links that lead nowhere")
    date_heading = gettext_lazy("Last looked at")

    def find(self) -> QuerySet:
        mine = Q(pk__in=[])
        for label, rows in editable(self.user).items():
            kind = ContentType.objects.get_for_model(KINDS[label])
            unchanged = Q(last_published_at=None) | Q(last_published_at__lte=OuterRef("checked_at"))
            here = rows.filter(unchanged, pk=OuterRef("object_id"), live=True)
            mine |= Q(Exists(here), content_type=kind)
        return BrokenLink.objects.filter(mine).order_by("content_type", "object_id", "pk")

    def rows(self, items: Iterable[BrokenLink]) -> list[Row]:
        known = labels()
        return lines((known[each.content_type_id], each.object_id, self._known(each)) for each in items)

    def _known(self, link: BrokenLink) -> dict:
        what = f"“{link.words}” ({link.target})" if link.words else link.target
        return {"at": link.checked_at, "note": f"{what}: {link.get_fault_display()}"}
