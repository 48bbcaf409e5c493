"""The application behind every generated script: says which of its callables runs where, one fact per line."""

import os
import sys

# What belongs to one connection, or is the process's own affair.
PASSING = ("REMOTE_PORT", "UNIQUE_ID")
LASTING = ("mod_wsgi.handler_script", "mod_wsgi.request_handler", "mod_wsgi.script_reloading")


def told(name, value):
    is_own = name.startswith(("mod_wsgi.", "wsgi.", "apache.")) and name not in LASTING
    return isinstance(value, str) and not is_own and name not in PASSING


def callable_named(name):
    def application(environ, start_response):
        facts = [
            ("wsgi", "yes"),
            ("callable", name),
            ("script", __file__),
            ("process_group", environ["mod_wsgi.process_group"]),
            ("application_group", environ["mod_wsgi.application_group"]),
            ("mount", environ["SCRIPT_NAME"]),
            ("path_info", ascii(environ["PATH_INFO"])),
            ("file", environ["SCRIPT_FILENAME"]),
            ("virtual_host", environ.get("VIRTUAL_HOST", "")),
            ("user", "%d:%d" % (os.getuid(), os.getgid())),
            ("folder", os.getcwd()),
            ("python_path", os.pathsep.join(sys.path)),
        ]
        facts += [("environ " + name, ascii(environ[name])) for name in sorted(environ) if told(name, environ[name])]
        body = "".join("%s: %s\n" % fact for fact in facts).encode("latin-1")
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    return application


application = callable_named("application")
handle_request = callable_named("handle_request")
app = callable_named("app")
other = callable_named("other")
