"""National programmes, as those who hold their country's seat write them."""

from django.utils.translation import gettext_lazy as _

from evidence.models import Programme
from members.country_records import Kind, Rows

PROGRAMMES = Kind(
    name="programmes",
    model=Programme,
    title=_("National programme"),
    of_country=lambda country: (
        Programme.objects.filter(country=country).select_related("country").prefetch_related("texts")
    ),
    slug_field="slug",
    facts=("start_year", "end_year", "status"),
    words=("name", "summary"),
    rich=frozenset({"summary"}),
    name_word="name",
    public_path=lambda programme: f"/evidence/programmes/{programme.slug}/",
    country_id=lambda programme: programme.country_id,
    rows=(
        Rows(
            "phases",
            _("Steps of its life"),
            ("when", "stage", "what", "first_year", "last_year", "source_url"),
            needed="what",
            labels=("when", "what"),
            language_field="steps_language",
        ),
        Rows("sources", _("Sources"), ("url", "title", "published", "accessed_date"), needed="url"),
    ),
)
