import sys
sys.path.insert(0, "@ROOT@/var/www/admin")
sys.path.insert(0, "@ROOT@/opt/lib")
from admin import app as application
