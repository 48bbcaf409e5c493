from probe import Application
from belege import NAME

application = Application(NAME)
