import secrets


def new_code():
    return secrets.token_hex(10)
