APP = "forum"
