APP = "maps"
