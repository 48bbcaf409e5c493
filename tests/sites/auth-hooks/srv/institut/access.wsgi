from networks import HOUSE


def allow_access(environ, host):
    return environ["REMOTE_ADDR"].startswith(HOUSE)
