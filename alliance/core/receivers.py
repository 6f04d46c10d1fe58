"""What follows when something that pages show is written: caches are forgotten, translations are told."""

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, published, unpublished

from alliance.core import page_access, page_words
from alliance.core.cache import bump_content_version
from alliance.core.models import Country, EditorialPage, Institution, Partner, Picture, SiteIdentity, Term


def forget_cached_pages(sender, **kwargs):
    """Bump the content version, once the change is committed."""
    bump_content_version()


for signal in (page_published, page_unpublished, page_slug_changed, post_page_move, published, unpublished):
    signal.connect(forget_cached_pages, dispatch_uid=f"core.forget_cached_pages.{id(signal)}")
for signal in (post_save, post_delete):
    for model in (Term, Country, Institution, SiteIdentity, Partner, Site, PageViewRestriction):
        signal.connect(
            forget_cached_pages, sender=model, dispatch_uid=f"core.forget_cached_pages.{model.__name__}.{id(signal)}"
        )
post_delete.connect(forget_cached_pages, sender=Page, dispatch_uid="core.forget_cached_pages.page_deleted")


@receiver((post_save, post_delete), sender=Picture, dispatch_uid="core.picture_changed")
@receiver((post_save, post_delete), sender=get_document_model(), dispatch_uid="core.document_changed")
def on_file_changed(sender, created=False, **kwargs):
    """Pages show the new file, or none where it was deleted; what was just uploaded stands on no page yet."""
    if not created:
        bump_content_version()


@receiver(page_published, dispatch_uid="core.page_words_published")
def on_page_published(sender, instance, **kwargs):
    """Its translations are told. Wagtail sends the signal also when a page is only scheduled: then nothing follows yet."""
    if isinstance(instance, EditorialPage) and instance.live:
        page_words.published(instance)


@receiver(post_page_move, dispatch_uid="core.page_moved")
def on_page_moved(sender, instance, parent_page_before, parent_page_after, **kwargs):
    """Its other languages go where it went; a new place among its siblings is its own."""
    if parent_page_before != parent_page_after and isinstance(instance.specific, EditorialPage):
        page_words.follow_move(instance)


@receiver((post_save, post_delete), sender=PageViewRestriction, dispatch_uid="core.page_restriction_changed")
def on_restriction_changed(sender, instance, **kwargs):
    """A page was closed or opened; so are its other languages."""
    page_access.restriction_changed(instance.page_id)


@receiver(m2m_changed, sender=PageViewRestriction.groups.through, dispatch_uid="core.page_restriction_groups")
def on_restriction_groups_changed(sender, instance, action, **kwargs):
    """Other groups may read a page; also its other languages."""
    if action.startswith("post_") and isinstance(instance, PageViewRestriction):
        page_access.restriction_changed(instance.page_id)
