APP = "shortener"
