"""Simulation: a scripted person talks with the real stages on a simulated clock, faster than real time."""
