# -*- coding: latin-1 -*-
import os, sys, site
site.addsitedir('@ROOT@/opt/lib')
sys.path.insert(0, '@ROOT@/home/deploy/maps')
os.environ['DJANGO_SETTINGS_MODULE'] = 'maps_settings'
from probe import get_wsgi_application
application = get_wsgi_application()
