"""Run in a child process of its own: read one file, print what came of it, how long it took and what it cost."""

import json
import sys
import time
from pathlib import Path

from guanmo.engines.sheets import UnreadableFile, read_workbook


def memory(what: str) -> int:
    """Kilobytes this process holds now (VmRSS) or held at most (VmHWM)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith(what)).split()[1])


def main() -> None:
    path = Path(sys.argv[1])
    content = path.read_bytes()
    before, started = memory("VmRSS"), time.process_time()
    try:
        read_workbook(content, file_name=path.name)
        message = ""
    except UnreadableFile as told:
        message = str(told)
    seconds = time.process_time() - started
    megabytes = (memory("VmHWM") - before) / 1024
    sys.stdout.write(json.dumps({"message": message, "seconds": seconds, "megabytes": megabytes}))


if __name__ == "__main__":
    main()
