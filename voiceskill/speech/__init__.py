"""Speech: text becomes sound; it does not know why something is said."""
