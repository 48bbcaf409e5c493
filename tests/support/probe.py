"""The application behind every sample site: tells who runs it and with what, one fact per line.

It stands in for Django: `get_wsgi_application()` reads DJANGO_SETTINGS_MODULE from the process
environment and imports that module, which names the application. An answer therefore also shows
whether import path and environment of the right application are in effect.
"""

import importlib
import os

TOLD = ("mod_wsgi.process_group", "mod_wsgi.application_group", "SCRIPT_NAME", "PATH_INFO",
        "SCRIPT_FILENAME", "HTTP_AUTHORIZATION")


def get_wsgi_application():
    settings = importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])

    def application(environ, start_response):
        facts = {"app": settings.APP, "settings": settings.__file__, "uid": os.getuid(), "gid": os.getgid()}
        facts.update((name, environ[name]) for name in TOLD if name in environ)
        facts.update((name, environ[name]) for name in environ if name.startswith("APP_"))
        body = "".join(f"{name}: {value}\n" for name, value in sorted(facts.items())).encode()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    return application
