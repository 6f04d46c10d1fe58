"""The country's seat, and editing for the country."""

from django.urls import path, register_converter

from members.views import country_records, seats


class SeatCode:
    """A seat's code, such as EC-1."""

    regex = r"[A-Z]{2}-[1-9][0-9]?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SeatCode, "seat")

urlpatterns = [
    path("my/seat/", seats.own, name="own_seat"),
    path("my/seat/<seat:code>/", seats.show, name="seat"),
    path("my/seat/<seat:code>/notes/", seats.notes, name="seat_notes"),
    path("my/seat/<seat:code>/deputy/", seats.deputy, name="seat_deputy"),
    path("my/seat/<seat:code>/hand-over/", seats.hand_over, name="seat_hand_over"),
    path("my/seat/<seat:code>/<slug:kind>/", country_records.edit, name="country_record"),
    path("my/seat/<seat:code>/<slug:kind>/history/", country_records.history, name="country_record_history"),
    path("my/seat/<seat:code>/<slug:kind>/<slug:slug>/", country_records.edit, name="country_record"),
    path(
        "my/seat/<seat:code>/<slug:kind>/<slug:slug>/history/", country_records.history, name="country_record_history"
    ),
]
