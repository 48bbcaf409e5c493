import os
import sys

BASE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[0:0] = [BASE, "@ROOT@/opt/lib"]
os.environ["DJANGO_SETTINGS_MODULE"] = "zeitung.settings"

from probe import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
