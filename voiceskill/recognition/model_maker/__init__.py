"""Makes a Vosk model directory out of the acoustic model that ``pocketsphinx`` carries and weighted
sentences.
"""
