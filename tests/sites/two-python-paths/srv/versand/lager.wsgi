from probe import Application
from regale import NAME

application = Application(NAME)
