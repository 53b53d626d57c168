"""Notices: telling others, over the network or by a command, how a conversation stands. Off unless set."""
