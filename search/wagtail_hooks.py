"""What the search adds to the Wagtail admin."""

from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from alliance.core.permissions import LookOnlyPolicy
from search.models import AskedWords, Click
from search.viewsets import SearchGroup

register_permission_policy(AskedWords, LookOnlyPolicy(AskedWords))
register_permission_policy(Click, LookOnlyPolicy(Click))
register_snippet(SearchGroup)
