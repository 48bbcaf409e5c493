APP = "calendar"
