APP = "dashboard"
