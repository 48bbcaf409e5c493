from probe import Application

app = Application("api")
