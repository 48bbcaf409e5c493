# firm_* and the rest are on the path of the server
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "firm_legacy"
from probe import get_wsgi_application
application = get_wsgi_application()
