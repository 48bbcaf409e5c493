APP = "library"
