"""What waits for somebody's review, what they sent, what is scheduled, and drafts left lying."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Revision, TaskState, WorkflowState

from alliance.core.own_country import countries_of, own_rows
from alliance.site.dashboard.work import KINDS, Row, WorkList, editable, labels, lines, people, together

LEFT_LYING = timedelta(days=14)
LONGEST_COMMENT = 120


def _own_only(user, states: QuerySet, prefix: str = "") -> QuerySet:
    """Those of the states that are not about another country than the user's own."""
    if countries_of(user) is None:
        return states
    for kind, label in labels().items():
        if KINDS[label] is not Page:
            own = own_rows(user, KINDS[label]._default_manager.all()).annotate(key=Cast("pk", CharField()))
            is_of_kind = Q(**{f"{prefix}base_content_type": kind})
            states = states.exclude(is_of_kind & ~Q(**{f"{prefix}object_id__in": own.values("key")}))
    return states


class Waiting(WorkList):
    """Reviews that the user may give, the longest waiting first."""

    name = "waiting"
    heading = gettext_lazy("Waits for my review")
    date_heading = gettext_lazy("Waits since")

    def find(self) -> QuerySet:
        states = TaskState.objects.reviewable_by(self.user).select_related("workflow_state", "revision__user")
        # What was written may be long, and is not shown here.
        return _own_only(self.user, states.defer("revision__content"), "workflow_state__").order_by("started_at", "pk")

    def rows(self, items: Iterable[TaskState]) -> list[Row]:
        known = labels()
        return lines(
            (known[each.workflow_state.base_content_type_id], int(each.workflow_state.object_id), self._known(each))
            for each in items
            if each.workflow_state.base_content_type_id in known
        )

    def _known(self, state: TaskState) -> dict:
        model = KINDS[labels()[state.workflow_state.base_content_type_id]]
        name = "revisions_compare"
        name = f"wagtailadmin_pages:{name}" if model is Page else model.snippet_viewset.get_url_name(name)
        who = state.revision.user
        return {
            "at": state.started_at,
            "note": _("Sent by %(name)s") % {"name": who} if who else "",
            "compare_url": reverse(name, args=[state.workflow_state.object_id, "live", state.revision_id]),
        }


class Sent(WorkList):
    """What the user sent to review, or owns; first that for which changes are asked."""

    name = "sent"
    heading = gettext_lazy("Sent to review by me")
    date_heading = gettext_lazy("Since")

    def find(self) -> QuerySet:
        mine = Page.objects.filter(owner=self.user).annotate(key=Cast("pk", CharField())).values("key")
        kind = ContentType.objects.get_for_model(Page)
        states = WorkflowState.objects.active().filter(
            Q(requested_by=self.user) | Q(base_content_type=kind, object_id__in=mine)
        )
        rank = Case(When(status=WorkflowState.STATUS_NEEDS_CHANGES, then=Value(0)), default=Value(1))
        states = states.select_related("current_task_state__task").annotate(rank=rank)
        return _own_only(self.user, states).order_by("rank", "created_at", "pk")

    def rows(self, items: Iterable[WorkflowState]) -> list[Row]:
        known = labels()
        return lines(
            (known[each.base_content_type_id], int(each.object_id), self._known(each))
            for each in items
            if each.base_content_type_id in known
        )

    def _known(self, state: WorkflowState) -> dict:
        task = state.current_task_state
        if state.status != WorkflowState.STATUS_NEEDS_CHANGES:
            note = _("Waits for: %(task)s") % {"task": task.task.name} if task else ""
        elif task and task.comment:
            note = _("Changes are asked for: %(comment)s") % {"comment": Truncator(task.comment).chars(LONGEST_COMMENT)}
        else:
            note = _("Changes are asked for")
        return {"at": task.started_at if task else state.created_at, "note": note}


class Scheduled(WorkList):
    """What will appear or disappear by itself, the next first. The hours are those of the user's place."""

    name = "scheduled"
    heading = gettext_lazy("Scheduled")
    date_heading = gettext_lazy("Day and hour")

    def find(self) -> QuerySet:
        appears, disappears = Value(1), Value(0)
        parts = []
        for label, rows in editable(self.user).items():
            going = rows.filter(live=True, expire_at__isnull=False)
            parts.append((label, going.annotate(at=F("expire_at"), appears=disappears)))
            kind = ContentType.objects.get_for_model(KINDS[label])
            coming = Revision.objects.filter(
                approved_go_live_at__isnull=False,
                base_content_type=kind,
                object_id__in=rows.annotate(text=Cast("pk", CharField())).values("text"),
            )
            key = Cast("object_id", BigIntegerField())
            parts.append((label, coming.annotate(key=key, at=F("approved_go_live_at"), appears=appears)))
        return together(parts, "at", "appears").order_by("at", "key")

    def rows(self, items: Iterable[tuple]) -> list[Row]:
        words = {1: _("Appears"), 0: _("Disappears")}
        return lines((label, key, {"at": at, "note": words[appears]}) for label, key, at, appears in items)


class Drafts(WorkList):
    """Changes that were never published and that nobody has touched for two weeks: the user's own first, then the oldest."""

    name = "drafts"
    heading = gettext_lazy("Drafts left lying")
    date_heading = gettext_lazy("Last changed")

    def find(self) -> QuerySet:
        before = timezone.now() - LEFT_LYING
        parts = []
        for label, rows in editable(self.user).items():
            is_mine = Q(latest_revision__user=self.user)
            if KINDS[label] is Page:
                is_mine |= Q(owner=self.user)
            lying = rows.filter(
                # Of what was unpublished, all that was written has been public: it is no draft.
                Q(last_published_at=None) | Q(last_published_at__lt=F("latest_revision__created_at")),
                has_unpublished_changes=True,
                latest_revision__created_at__lt=before,
                latest_revision__approved_go_live_at=None,
            )
            parts.append(
                (
                    label,
                    lying.annotate(
                        rank=Case(When(is_mine, then=Value(0)), default=Value(1)),
                        at=F("latest_revision__created_at"),
                        who=F("latest_revision__user"),
                    ),
                )
            )
        return together(parts, "rank", "at", "who").order_by("rank", "at", "key")

    def rows(self, items: Iterable[tuple]) -> list[Row]:
        items = list(items)
        names = people(who for _label, _key, _rank, _at, who in items)
        return lines((label, key, {"at": at, "note": names.get(who, "")}) for label, key, _rank, at, who in items)
