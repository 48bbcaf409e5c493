APP = "zeitung"
