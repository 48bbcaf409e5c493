APP = "portal"
