"""Serve: one server for a home's voice pipeline and its satellites, in the Wyoming protocol."""
