APP = "blog"
