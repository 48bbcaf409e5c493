APP = "werft"
