"""One's own profile, its confirmation, messages, and what hangs on a person's page."""

from django.urls import path

from members.views import messages, people, profile

urlpatterns = [
    path("my/profile/", profile.edit, name="profile_edit"),
    path("my/profile/as/<slug:audience>/", profile.preview, name="profile_preview"),
    path("my/profile/still-correct/", profile.still_correct, name="profile_still_correct"),
    path("my/profile/confirm/<str:key>/", profile.confirm, name="profile_confirm"),
    path("my/messages/<uuid:token>/", messages.message, name="message"),
    path("people/<slug:slug>/", people.show, name="person"),
    path("people/<slug:slug>/contact/", messages.contact, name="person_contact"),
    path("people/<slug:slug>/card.vcf", people.card, name="person_card"),
    path("people/<slug:slug>/photo/<slug:digest>.webp", people.photo, name="person_photo"),
]
