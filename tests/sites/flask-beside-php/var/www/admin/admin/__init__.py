from probe import Application
app = Application("admin")
