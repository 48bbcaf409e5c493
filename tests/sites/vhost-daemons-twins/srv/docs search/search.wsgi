import os, sys
sys.path.append("@ROOT@/opt/lib")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "search_settings")
from probe import get_wsgi_application
application = get_wsgi_application()
