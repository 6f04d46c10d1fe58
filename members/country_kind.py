"""The country's own page, as those who hold its seat write it."""

from django.utils.translation import gettext_lazy as _

from alliance.core.models import Country
from members.country_records import Kind

COUNTRY = Kind(
    name="country",
    model=Country,
    title=_("The country's page"),
    of_country=lambda country: Country.objects.filter(pk=country.pk),
    slug_field="",
    facts=("ministry_name", "ministry_acronym", "ministry_language", "ministry_source_url", "capital_name"),
    words=("introduction",),
    rich=frozenset({"introduction"}),
    languages=frozenset({"ministry_language"}),
    public_path=lambda country: f"/countries/{country.code}/",
    country_id=lambda country: country.pk,
)
