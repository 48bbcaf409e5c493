APP = "reports"
