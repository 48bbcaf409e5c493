APP = "club"
