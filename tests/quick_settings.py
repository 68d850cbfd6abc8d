"""The product's settings, but for one: passwords of tests are no secrets, and each takes half a second to hash."""

from kokoroe.site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
