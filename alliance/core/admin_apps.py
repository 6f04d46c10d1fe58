"""Wagtail's apps as this project configures them.

Not in apps.py: Django takes the one configuration that stands there for the app's own.
"""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(WagtailUsersAppConfig):
    """Wagtail's administration of users, with the fields of `alliance.core.models.User`."""

    user_viewset = "alliance.core.viewsets.PersonViewSet"
