# -*- coding: iso-8859-1 -*-
import sys
sys.path.append("@ROOT@/opt/lib")
# wikiconfig.py liegt in home=
from wikiconfig import NAME
from probe import Application
application = Application(NAME)
