APP = "billing"
