"""The page types of the public site, each with an address that shows it at its fullest."""

from dataclasses import dataclass

LANGUAGES = ("es", "en", "pt", "fr")
WIDTHS = (360, 1440)
THEMES = ("light", "dark")

FULL = "kolibri-intibuca"  # states every fact and section
FOREIGN = "tablets-schoolleiders-binnenland"  # written in Dutch, which is none of the site's languages
EDITION = "second-mapping-2024"
TRACK = "data-for-decisions"
COURSE = "siged-transformacion-gestion"
LESSON = "tableros-y-alertas"
PERSON = "lucia-andrade-demo"


@dataclass(frozen=True)
class Place:
    """A page type. ``path`` follows the language's prefix; ``status`` is what the server answers."""

    name: str
    path: str
    status: int = 200
    has_prefix: bool = True
    for_staff: bool = False
    asks_language: bool = False

    def address(self, language: str) -> str:
        """The address below the site's root."""
        if self.asks_language:
            return f"/{self.path}?language={language}"
        return f"/{language}/{self.path}" if self.has_prefix else f"/{self.path}"


PLACES = (
    Place("home", ""),
    Place("list", "evidence/"),
    Place("list, filtered", "evidence/?context=rural&target=indigenous&technology=radio_tv&q=escuela"),
    Place("list, compact", "evidence/?view=compact"),
    Place("list, unknown filter", "evidence/?context=lunar&country=MX"),
    Place("list, nothing found", "evidence/?context=rural&technology=virtual_augmented_reality&target=migrants"),
    Place("list, no such page", "evidence/?page=9999", status=404),
    Place("map", "evidence/map/"),
    Place("practice", f"evidence/{FULL}/"),
    Place("practice in Dutch", f"evidence/{FOREIGN}/?text=nl"),
    Place("practice, translated by a machine", f"evidence/{FOREIGN}/"),
    Place("versions", f"evidence/{FULL}/versions/"),
    Place("version", f"evidence/{FULL}/v/1/"),
    Place("practices compared", f"evidence/compare/?p={FULL}&p={FOREIGN}"),
    Place("programmes", "evidence/programmes/"),
    Place("programme", "evidence/programmes/enlaces-chile/"),
    Place("countries", "countries/"),
    Place("country", "countries/CL/"),
    Place("countries compared", "countries/compare/?c=CL&c=UY"),
    Place("statistics", "evidence/statistics/"),
    Place("statistics of an edition", f"evidence/statistics/{EDITION}/"),
    Place("gap map of chosen dimensions", "evidence/statistics/?rows=purpose&columns=context"),
    Place("records of an edition", f"evidence/statistics/{EDITION}/records/?country=MX"),
    Place("news", "news/"),
    Place("news, filtered", "news/?year=2025&topic=ai"),
    Place("article", "news/mapeo-oea-profuturo-2-resultados/"),
    Place("events", "events/"),
    Place("events of a month", "events/month/2025-06/"),
    Place("event with its outcome", "events/artie-taller-regional-2025/"),
    Place("training", "training/"),
    Place("track", f"training/{TRACK}/"),
    Place("course of a provider", f"training/{TRACK}/iiep-emis/"),
    Place("course with lessons", f"training/{TRACK}/{COURSE}/"),
    Place("lesson", f"training/{TRACK}/{COURSE}/{LESSON}/"),
    Place("people", "people/"),
    Place("people, filtered", "people/?country=EC&help=yes"),
    Place("people, nobody found", "people/?q=zzz&role=partner"),
    Place("person", f"people/{PERSON}/"),
    Place("confirmation that is too old", "my/profile/confirm/x/", status=404),
    Place("join", "join/"),
    Place("join, sent", "join/sent/"),
    Place("join, link that is over", "join/confirm/x/", status=410),
    Place("invitation that opens nothing", "join/x/", status=410),
    Place("networks", "networks/"),
    Place("networks, filtered", "networks/?topic=teachers&q=red"),
    Place("network with countries and sources", "networks/cecc-sica/"),
    Place("network with people", "networks/ia-en-educacion/"),
    Place("people of a network", "networks/ia-en-educacion/people/"),
    Place("year of a network", "networks/ia-en-educacion/report/"),
    Place("search, nothing asked", "search/"),
    Place("search", "search/?q=robot"),
    Place("search in one section", "search/?q=robot&type=practice&sort=newest"),
    Place("search, nothing found", "search/?q=zzzqqq&country=CL"),
    Place("plain page", "about/"),
    Place("not found", "evidence/no-such-practice/", status=404),
)
# Pages of the account have one address, and speak the reader's language; those behind the sign-in are looked at by staff.
ACCOUNT_PLACES = (
    Place("sign in", "accounts/login/", has_prefix=False, asks_language=True),
    Place("password forgotten", "accounts/password/reset/", has_prefix=False, asks_language=True),
    Place("mail on its way", "accounts/password/reset/done/", has_prefix=False, asks_language=True),
    Place("reset link that is over", "accounts/password/reset/key/1-x-y/", has_prefix=False, asks_language=True),
    Place("no account", "accounts/signup/", has_prefix=False, asks_language=True),
    Place("closed account", "accounts/inactive/", has_prefix=False, asks_language=True),
    *(
        Place(name, f"accounts/{path}", has_prefix=False, asks_language=True, for_staff=True)
        for name, path in {
            "second step": "2fa/",
            "passkeys": "2fa/webauthn/",
            "e-mail address": "email/",
            "password": "password/change/",
            "sessions": "sessions/",
            "sign out": "logout/",
            "confirm who you are": "reauthenticate/",
        }.items()
    ),
)
# What members alone have.
OWN = (
    Place("profile's form", "my/profile/", for_staff=True),
    Place("profile as a visitor sees it", "my/profile/as/public/", for_staff=True),
    Place("message", f"people/{PERSON}/contact/", for_staff=True),
    Place("my page", "my/", for_staff=True),
    Place("my invitations", "my/invitations/", for_staff=True),
    Place("my requests", "my/requests/", for_staff=True),
    Place("my data", "my/data/", for_staff=True),
    *(
        Place(name, f"my/seat/EC-1/{path}", for_staff=True)
        for name, path in {
            "seat of a country": "",
            "note of a seat": "notes/",
            "deputy of a seat": "deputy/",
            "hand-over of a seat": "hand-over/",
            "country, written by its seat": "country/",
            "drafts of a country": "country/history/",
        }.items()
    ),
    Place("network, started", "my/networks/new/", for_staff=True),
    *(
        Place(name, f"my/networks/ia-en-educacion/{path}", for_staff=True)
        for name, path in {
            "members of a network": "members/",
            "invitation into a network": "members/invite/",
            "invitation of a newcomer": "members/newcomer/",
            "member that is a network": "members/add/",
            "network's form": "edit/",
            "life of a network": "life/",
            "something for the shelf": "shelf/add/",
            "file for a network": "files/add/",
            "announcement": "announcements/new/",
        }.items()
    ),
)
# Its words are samples in English; visitors do not know of it.
STYLE_GUIDE = Place("style guide", "styleguide/", has_prefix=False, for_staff=True)
BY_NAME = {place.name: place for place in (*PLACES, *ACCOUNT_PLACES, *OWN)}
