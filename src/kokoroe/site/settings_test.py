"""Settings of the tests: SQLite in memory, or PostgreSQL where KOKOROE_DATABASE names one."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="kokoroe-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["KOKOROE_DATA"] = _folder

from kokoroe.site.settings import *  # noqa: E402
from kokoroe.site.settings import INSTALLATION, STORAGES  # noqa: E402

INSTALLATION.ensure()
KOKOROE_DATA = Path(_folder)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
KOKOROE_SECOND_FACTOR = "off"  # tests of it switch it on
