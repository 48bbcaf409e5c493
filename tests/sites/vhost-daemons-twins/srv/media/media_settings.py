APP = "media"
