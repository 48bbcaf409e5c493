APP = "legacy"
