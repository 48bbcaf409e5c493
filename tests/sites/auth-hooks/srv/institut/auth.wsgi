def check_password(environ, user, password):
    return user == password
