"""Networks on the web: the public pages, and what members do in them."""

from .files import hand_out
from .page import announcement, announcements, people, report, report_csv, show, show_list

__all__ = ["announcement", "announcements", "hand_out", "people", "report", "report_csv", "show", "show_list"]
