"""The subcommands of ``voiceskill``: each module adds its parser and runs with the parsed arguments."""
