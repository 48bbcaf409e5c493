import sys
sys.path.insert(0, "@ROOT@/opt/lib")
from probe import Application
application = Application("noten")
