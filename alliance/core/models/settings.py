"""What makes the software somebody's own: name, tagline, logo, contact, partners, footer."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable


def _in_each_language(name: str, heading: str) -> MultiFieldPanel:
    return MultiFieldPanel([FieldPanel(f"{name}_{language}") for language in ("es", "en", "pt", "fr")], heading=heading)


@register_setting(icon="site", order=100)
class SiteIdentity(ClusterableModel, BaseSiteSetting):
    """The alliance that this site belongs to, edited under Settings in the admin."""

    name = models.CharField(_("short name"), max_length=40, default="ARTIE")
    full_name = models.CharField(_("full name"), max_length=160, blank=True)
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    footer_text = models.CharField(_("text in the footer"), max_length=300, blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    logo = models.ForeignKey(
        "core.Picture",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Stands in place of the woven mark, 36 pixels high."),
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("logo"), FieldPanel("contact_email")], heading=_("Identity")),
        _in_each_language("full_name", _("Full name")),
        _in_each_language("tagline", _("Tagline")),
        _in_each_language("footer_text", _("Text in the footer")),
        InlinePanel("partners", label=_("Partner"), heading=_("Partners")),
    ]

    class Meta:
        verbose_name = _("identity of the site")


class Partner(Orderable):
    """An organisation named in the footer."""

    identity = ParentalKey(SiteIdentity, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("web site"), blank=True)

    panels = [FieldPanel("name"), FieldPanel("url")]
