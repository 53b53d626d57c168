"""Audio: devices, files, levels and timing of sound; it knows no words."""
