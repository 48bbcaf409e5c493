"""WSGI entry point, see deployment/wsgi in the manual."""

import os
import sys

sys.path.insert(0, "@ROOT@/srv/intranet/ticket system")
sys.path.append("@ROOT@/opt/lib")

os.environ["DJANGO_SETTINGS_MODULE"] = "tickets_settings"

from probe import get_wsgi_application

application = get_wsgi_application()
