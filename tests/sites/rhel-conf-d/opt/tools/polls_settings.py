APP = "polls"
