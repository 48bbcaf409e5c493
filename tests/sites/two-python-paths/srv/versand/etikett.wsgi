import belege  # noqa: F401
from probe import Application

application = Application("etikett")
