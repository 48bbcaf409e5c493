def name(part):
    return part
