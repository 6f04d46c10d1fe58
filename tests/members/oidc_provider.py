"""A ministry's own sign-in: an OpenID Connect provider that is run as a process of its own.

    python tests/members/oidc_provider.py PORT FILES CALLBACK

Its people are those of `PEOPLE`, with the password `PASSWORD`.
"""

import sys
from pathlib import Path

CLIENT, SECRET, PASSWORD = "alliance", "shared-with-the-alliance", "of the ministry"
PEOPLE = {"known@ministry.example": True, "unconfirmed@ministry.example": False, "stranger@ministry.example": True}


def configure(port: int, files: Path) -> None:
    """Django is set up with nothing but a sign-in and the provider."""
    import django
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings.configure(
        DEBUG=True,
        SECRET_KEY="of the provider",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="oidc_provider",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": files / "provider.sqlite3"}},
        INSTALLED_APPS=[
            *(
                "django.contrib.auth",
                "django.contrib.contenttypes",
                "django.contrib.sessions",
                "django.contrib.messages",
            ),
            *("allauth", "allauth.account", "allauth.idp.oidc"),
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        LOGIN_URL="account_login",
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_EMAIL_VERIFICATION="none",
        USE_TZ=True,
        IDP_OIDC_PRIVATE_KEY=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    )
    django.setup()


def fill(callback: str) -> None:
    """The people and the one client exist."""
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for email, is_verified in PEOPLE.items():
        user = User.objects.create_user(email.partition("@")[0], email, PASSWORD)
        EmailAddress.objects.create(user=user, email=email, verified=is_verified, primary=True)
    client = Client(
        id=CLIENT, name="Alliance", scopes="openid\nprofile\nemail", redirect_uris=callback, skip_consent=True
    )
    client.set_secret(SECRET)
    client.save()


def serve(port: int) -> None:
    """Answer until the process is ended."""
    from wsgiref.simple_server import make_server

    from django.core.wsgi import get_wsgi_application

    make_server("127.0.0.1", port, get_wsgi_application()).serve_forever()


if __name__ == "__main__":
    port, files, callback = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    configure(port, files)
    fill(callback)
    serve(port)
else:
    from django.urls import include, path

    urlpatterns = [path("accounts/", include("allauth.urls")), path("", include("allauth.idp.urls"))]
