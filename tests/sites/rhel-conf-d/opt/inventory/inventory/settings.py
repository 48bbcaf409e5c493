APP = "inventory"
