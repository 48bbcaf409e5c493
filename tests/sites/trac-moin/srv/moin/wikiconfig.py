NAME = "moin"
