"""Runs a command for exactly as long as the parent holds this process's standard input open.

    python tether.py COMMAND [ARGUMENT...]

The parent may be killed without a chance to clean up. The system then closes its end of the pipe,
and everything that runs here ends with it: the command, and whatever the command started. For this
the parent starts the tether as the leader of a process group of its own.
"""

import os
import signal
import subprocess
import sys
import threading

GRACE_SECONDS = 5


def main() -> None:
    command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=end_with_parent, args=(command,), daemon=True).start()
    code = command.wait()
    # What the command left behind would outlive it: the group goes as a whole.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(os.getpgrp(), signal.SIGTERM)
    sys.exit(code if code >= 0 else 128 - code)


def end_with_parent(command: subprocess.Popen) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    command.terminate()
    try:
        command.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main()
