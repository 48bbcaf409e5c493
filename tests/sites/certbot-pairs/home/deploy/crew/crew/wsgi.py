import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crew.settings")

from probe import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
