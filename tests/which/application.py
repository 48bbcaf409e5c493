"""Tells who serves a request, one fact per line."""


def told_by(name):
    def call(environ, start_response):
        facts = {"callable": name, "script": __file__, "mount": environ["SCRIPT_NAME"],
                 "process_group": environ["mod_wsgi.process_group"],
                 "application_group": environ["mod_wsgi.application_group"]}
        body = "".join(f"{key}: {value}\n" for key, value in facts.items()).encode()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]
    return call


application = told_by("application")
other = told_by("other")
handle_request = told_by("handle_request")


def allow_access(environ, host):
    return True


def process_group(environ):
    return None
