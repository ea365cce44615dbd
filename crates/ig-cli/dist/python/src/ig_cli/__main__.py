"""``python -m ig_cli`` is ``ig``."""

import os
import subprocess
import sys

from ig_cli import find_ig

command = [find_ig(), *sys.argv[1:]]
if sys.platform == "win32":
    sys.exit(subprocess.run(command).returncode)
os.execv(command[0], command)
