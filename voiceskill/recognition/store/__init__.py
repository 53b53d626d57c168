"""Model store: speech models by name, fetched whole and checked, or built; never loaded here.

``manifest`` says which models there are, ``download`` and ``archive`` bring one here safely, ``installed``
keeps and checks what is here, ``store`` turns a name or path into a folder, ``commands`` is the command
``voiceskill models``.
"""
