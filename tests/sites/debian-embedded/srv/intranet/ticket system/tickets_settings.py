APP = "tickets"
