"""Journal: what happened in each episode, kept for the owner alone."""
