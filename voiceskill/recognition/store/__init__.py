"""Model store: speech models by name, fetched whole and checked, or built; never loaded here.

``manifest`` says which models there are, ``store`` turns a name or path into a folder, ``layout`` says where
that lies. ``installed`` fetches and verifies, with ``download`` for the network and ``archive`` for the zip
file; only these three ever load network code. The command is ``voiceskill.commands.models``.
"""
