import os, sys
sys.path.append('@ROOT@/opt/inventory')
sys.path.append('@ROOT@/opt/lib')
os.environ['DJANGO_SETTINGS_MODULE'] = 'inventory.settings'
import probe
application = probe.get_wsgi_application()
