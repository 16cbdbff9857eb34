"""The application as granian serves it, over the database that is measured; only `bench.public` starts it."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

from linli.portal.bench.measuring import DATABASE

application = get_wsgi_application()
for alias in ("default", "owner"):
    connections[alias].settings_dict["NAME"] = os.environ[DATABASE]
# A new thread opens connections of its own, from the settings and not from those above.
for settings in connections.settings.values():
    settings["NAME"] = os.environ[DATABASE]
