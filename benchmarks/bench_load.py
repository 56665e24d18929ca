"""How much the package costs over raw reads: import, load and touch every table, cold, each in a new process.

Prints the medians and their ratio, measured in alternation in one run.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

import newsparallax

RUNS = 15
OURS = "import newsparallax as n; c = n.load(); x = [len(c[t]) for t in c.tables]"
RAW = (
    "import pandas, pyarrow.parquet as pq, sys, pathlib\n"
    "x = [len(pq.read_table(p).to_pandas()) for p in sorted(pathlib.Path(sys.argv[1]).glob('*.parquet'))]"
)


def seconds(code: str, *args: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *args], check=True)
    return time.perf_counter() - start


def main() -> None:
    folder = str(newsparallax.load().folder)
    seconds(OURS), seconds(RAW, folder)  # fill the disk cache for both
    ours, raw = [], []
    for _ in range(RUNS):
        ours.append(seconds(OURS))
        raw.append(seconds(RAW, folder))
    a, b = statistics.median(ours), statistics.median(raw)
    print(f"cold import, load and every table, median of {RUNS} new processes each")
    print("| what | seconds |\n|---|---:|")
    print(f"| import newsparallax; load(); touch every table | {a:.3f} |")
    print(f"| import pandas, pyarrow.parquet; read the same files | {b:.3f} |")
    print(f"| ratio (at most 1.25) | {a / b:.2f} |")


if __name__ == "__main__":
    main()
