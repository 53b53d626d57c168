"""What people say as probabilities of words: n-grams of the expected sentences over general English."""
