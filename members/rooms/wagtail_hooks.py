"""What rooms add to the Wagtail admin."""

from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from members.rooms.models import Room
from members.rooms.viewsets import RoomPolicy, RoomViewSet

register_permission_policy(Room, RoomPolicy(Room))
register_snippet(RoomViewSet)
