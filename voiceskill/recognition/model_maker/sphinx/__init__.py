"""Readers of the files of a CMU Sphinx acoustic model, as the ``pocketsphinx`` wheel carries them."""
