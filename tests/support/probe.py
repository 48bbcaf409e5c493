"""The application behind every sample site: tells who runs it and with what, one fact per line.

`get_wsgi_application()` stands in for Django's: it reads DJANGO_SETTINGS_MODULE from the process
environment and imports that module, which names the application. An answer therefore also shows
whether import path and environment of the right application are in effect. `Application(name)`
stands in for whatever needs no settings.
"""

import importlib
import os

TOLD = ("mod_wsgi.process_group", "mod_wsgi.application_group", "SCRIPT_NAME", "PATH_INFO",
        "SCRIPT_FILENAME", "HTTP_AUTHORIZATION", "REMOTE_USER")


class Application:
    def __init__(self, name, **facts):
        self.facts = dict(facts, app=name, uid=os.getuid(), gid=os.getgid())

    def __call__(self, environ, start_response):
        facts = dict(self.facts)
        facts.update((name, environ[name]) for name in TOLD if name in environ)
        facts.update((name, environ[name]) for name in environ if name.startswith("APP_"))
        body = "".join(f"{name}: {value}\n" for name, value in sorted(facts.items())).encode()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]


def get_wsgi_application():
    settings = importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    return Application(settings.APP, settings=settings.__file__)
