"""Understanding: the text of an utterance and the name of a dialogue state become a ``Meaning``."""
