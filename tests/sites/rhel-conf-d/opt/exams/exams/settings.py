APP = "exams"
