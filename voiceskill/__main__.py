"""``python -m voiceskill`` is the ``voiceskill`` command."""

import sys

from voiceskill.cli import main

sys.exit(main())
