"""Speech: text becomes sound; it does not know why something is said.

``speaker`` is the way in. Text is made speakable (``speakable``), read aloud by pyttsx3 and eSpeak NG in a
process of its own (``worker``, driven by ``engine``), trimmed and brought to one level (``shaping``), and
kept (``cache``). ``voice`` names who speaks and how fast, ``pacing`` how long it takes.
"""
