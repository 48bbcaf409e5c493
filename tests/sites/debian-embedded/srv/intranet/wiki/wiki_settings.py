APP = "wiki"
