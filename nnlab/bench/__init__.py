"""How fast nnlab is, beside what a user would pick instead, and what each call of an experiment's plan costs."""
