APP = "search"
