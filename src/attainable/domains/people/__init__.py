"""Children and young people, schools, enrolment, SEN status and the register."""
