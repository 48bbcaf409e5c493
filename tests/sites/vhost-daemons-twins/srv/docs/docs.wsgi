import os, sys
# home= puts the working directory here, and first on sys.path
sys.path.append("@ROOT@/opt/lib")
os.environ["DJANGO_SETTINGS_MODULE"] = "docs_settings"
from probe import get_wsgi_application
application = get_wsgi_application()
