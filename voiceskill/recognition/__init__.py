"""Recognition: 16 kHz audio becomes ``Hypothesis`` after ``Hypothesis``; it does not know what words mean."""
