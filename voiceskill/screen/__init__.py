"""Screen: what is heard, said and counted, on a terminal, for people who hear badly and for setting up."""
