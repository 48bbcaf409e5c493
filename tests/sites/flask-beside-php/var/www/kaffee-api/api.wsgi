import os, sys
sys.path[:0] = [os.path.dirname(__file__), "@ROOT@/opt/lib"]
from orders import app as application
