def install(): pass
def seed(): pass
