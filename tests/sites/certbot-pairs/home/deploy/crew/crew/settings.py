APP = "crew"
