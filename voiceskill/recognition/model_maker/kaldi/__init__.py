"""Writers of the files that a Vosk (Kaldi nnet3) model directory is made of."""
