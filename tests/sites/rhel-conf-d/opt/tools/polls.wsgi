#!/usr/bin/python3
import os, sys
sys.path.insert(0, "@ROOT@/opt/tools")
sys.path.insert(0, "@ROOT@/opt/lib")
os.environ["DJANGO_SETTINGS_MODULE"] = "polls_settings"
from probe import get_wsgi_application
app = get_wsgi_application()
