"""voiceskill: an offline, hands-free voice assistant that talks a person through a muscle cramp."""

__all__ = ["__version__"]

__version__ = "0.1.0"
