"""Survival: a conversation is kept on disk move by move, so that a power cut only interrupts it."""
