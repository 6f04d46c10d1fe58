"""Who may do what in the Wagtail admin, where permissions alone do not say it."""

from wagtail.permission_policies import ModelPermissionPolicy


class LimitedPolicy(ModelPermissionPolicy):
    """Permissions count for the actions that the model's rows allow at all; the others nobody may do."""

    refused: frozenset[str] = frozenset()

    def user_has_permission(self, user, action: str) -> bool:
        return action not in self.refused and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class LookOnlyPolicy(LimitedPolicy):
    """Rows that the software alone writes."""

    refused = frozenset({"add", "change", "delete"})


class NeverDeletedPolicy(LimitedPolicy):
    """Rows that addresses, exports and published versions name for good."""

    refused = frozenset({"delete"})
