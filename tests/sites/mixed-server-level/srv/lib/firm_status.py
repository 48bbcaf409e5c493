APP = "status"
