from institut import name
from probe import Application
application = Application(name("phone"))
