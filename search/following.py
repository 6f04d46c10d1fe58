"""What follows when words of the search change and when an answer has been sent, and the regular work with counts."""

from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from alliance.core import schedule
from alliance.core.cache import bump_content_version
from search.models import Concept, GlossaryTerm, Pick, Synonym
from search.services import noting


def words_changed(sender, **kwargs) -> None:
    """Every process reads the words anew."""
    bump_content_version()


for signal in (post_save, post_delete):
    for model in (Concept, GlossaryTerm, Pick, Synonym):
        signal.connect(words_changed, sender=model, dispatch_uid=f"search.words_changed.{model.__name__}.{id(signal)}")


@receiver(request_finished, dispatch_uid="search.write_down_asked")
def on_request_finished(sender, **kwargs) -> None:
    """The answer has been sent: nobody waits while counts are written down."""
    if noting.is_due():
        noting.flush()
        if not connection.in_atomic_block:
            close_old_connections()  # Django has closed what the request used; nobody else would close this one


@schedule.every("drop_old_questions", days=1)
def drop_old_questions() -> None:
    """Counts of what was asked for are not kept for ever."""
    noting.drop_old()
