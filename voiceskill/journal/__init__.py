"""The private diary: what happened in each cramp, what helped, and what is told of it. It knows no sound."""
