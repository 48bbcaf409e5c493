APP = "crm"
