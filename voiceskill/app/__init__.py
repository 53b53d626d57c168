"""App: the wiring of the stages into sessions: live, typed, from a file, simulated."""
