"""How long processes have stood in line for a core, in seconds: a busy machine's time, not theirs."""
import os


def in_line(*pids):
    waited = 0
    for pid in pids:
        try:
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/schedstat") as f:
                    waited += int(f.read().split()[1])
        except OSError:
            pass  # it has ended, or this kernel does not count
    return waited / 1e9
