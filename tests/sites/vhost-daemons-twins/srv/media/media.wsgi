import os, sys
sys.path[:0] = [os.path.dirname(__file__), "@ROOT@/opt/lib"]
os.environ["DJANGO_SETTINGS_MODULE"] = "media_settings"
from probe import get_wsgi_application
application = get_wsgi_application()
