"""Pictures that editors upload, with the words that belong to them wherever they are shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Picture(AbstractImage):
    """An uploaded picture. What it shows is said where it is used, in the language of the page."""

    credit = models.CharField(
        _("credit"), max_length=160, blank=True, help_text=_("Who made it, and the licence: “Ana Paz, CC BY 4.0”.")
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_picture", "Can choose picture")]


class Rendition(AbstractRendition):
    """A picture in one size and format, made when it is first shown."""

    image = models.ForeignKey(Picture, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition")
        ]
