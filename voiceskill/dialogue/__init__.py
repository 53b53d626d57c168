"""Dialogue: a pure reducer ``(state, event, now) -> (state, actions)``; no clock, thread, file or device."""
