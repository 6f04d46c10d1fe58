"""Blocks that show something uploaded: pictures, documents, video and sound."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

from alliance.core.rich_text import WordsBlock

LONGEST_TRANSCRIPT = 200_000
VIDEO = {"mp4", "webm"}
SOUND = {"mp3", "ogg", "m4a"}


class FromLibrary:
    """A block that shows something uploaded: its preview shows the newest there is, or says that there is none yet."""

    chosen = ""

    def newest(self):
        """Return the newest thing that the block could show, or None."""
        raise NotImplementedError

    def get_preview_value(self):
        return self.normalize({**getattr(self.meta, "preview_value", {}), self.chosen: self.newest()})

    def get_preview_context(self, value, parent_context=None) -> dict:
        return {**super().get_preview_context(value, parent_context), "is_missing": not value.get(self.chosen)}


class PictureBlock(FromLibrary, blocks.StructBlock):
    """A picture that says what it shows."""

    chosen = "picture"
    picture = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("what it shows"),
        max_length=250,
        help_text=_("For people who do not see it: “Two girls solder a circuit at a long table.”"),
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=300, required=False, help_text=_("Who, where and when."))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.child_blocks["alt"].field.error_messages["required"] = _(
            "Say what the picture shows, for people who do not see it."
        )

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "components/blocks/picture.html"
        preview_value = {"alt": "What the picture shows", "caption": "Who, where and when."}
        description = _("A picture with its words and credit.")

    def newest(self):
        return get_image_model().objects.order_by("-created_at").first()


def extension_of(document) -> str:
    """Return what a document's file name ends in, in small letters."""
    return PurePath(document.file.name).suffix.lower().removeprefix(".")


def _newest_document(*, is_media: bool):
    documents = get_document_model().objects.order_by("-created_at")
    return next((each for each in documents if (extension_of(each) in VIDEO | SOUND) == is_media), None)


class DocumentBlock(FromLibrary, blocks.StructBlock):
    """A file to download, with its kind and size before the click; nothing once it is deleted."""

    chosen = "document"
    document = DocumentChooserBlock(label=_("document"))
    note = blocks.CharBlock(label=_("what is in it"), max_length=200, required=False)

    class Meta:
        label = _("Document")
        icon = "doc-full"
        template = "components/blocks/document.html"
        preview_value = {"note": "Six pages, with a check list for schools."}
        description = _("A file to download; its kind and size are shown.")

    def newest(self):
        return _newest_document(is_media=False)

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        return context | {"kind": extension_of(value["document"]).upper()} if value.get("document") else context


class MediaBlock(FromLibrary, blocks.StructBlock):
    """Video or sound that loads only when somebody asks for it; nothing once it is deleted."""

    chosen = "file"
    file = DocumentChooserBlock(label=_("file"), help_text=_("MP4 or WebM for video, MP3, OGG or M4A for sound."))
    title = blocks.CharBlock(label=_("title"), max_length=160)
    length = blocks.CharBlock(
        label=_("length"), max_length=20, required=False, help_text=_("Minutes and seconds: 6:40")
    )
    transcript = WordsBlock(
        label=_("transcript"),
        features=["bold", "italic", "ul", "ol"],
        most=LONGEST_TRANSCRIPT,
        help_text=_("Everything that is said, for those who read."),
    )

    class Meta:
        label = _("Video or sound")
        icon = "media"
        template = "components/blocks/media.html"
        preview_value = {"title": "A head teacher explains", "length": "6:40", "transcript": "<p>“On Mondays …”</p>"}
        description = _("Loads only when asked; its size is shown, the transcript is beside it.")

    def newest(self):
        return _newest_document(is_media=True)

    def clean(self, value):
        """The file is one that a player can play."""
        chosen = super().clean(value)
        if extension_of(chosen["file"]) not in VIDEO | SOUND:
            raise blocks.StructBlockValidationError(
                block_errors={"file": ValidationError(_("Choose a file in MP4, WebM, MP3, OGG or M4A."))}
            )
        return chosen

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        if not value.get("file"):
            return context
        extension = extension_of(value["file"])
        return context | {"kind": extension.upper(), "is_video": extension in VIDEO}
