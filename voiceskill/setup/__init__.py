"""Set-up: the questions that a new owner answers once, at the terminal, with or without sound."""
