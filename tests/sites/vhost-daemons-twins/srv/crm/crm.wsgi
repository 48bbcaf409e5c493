# src/ and the library come by python-path of the daemon
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "crm_settings"
from probe import get_wsgi_application
application = get_wsgi_application()
