"""Forms of the search in the Wagtail admin."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from search.services.picking import key_at


class PickForm(WagtailAdminModelForm):
    """A pick, whose address must be one where everybody finds something."""

    def clean_address(self) -> str:
        """Return the address; the pick keeps what stands there."""
        address = self.cleaned_data["address"].strip()
        key = key_at(address)
        if key is None:
            raise ValidationError(_("Nothing that everybody may see and find stands at this address."))
        self.instance.key = key
        return address
