APP = "docs"
