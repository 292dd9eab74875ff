"""Fills in what the commands of a document print.

    transcripts.py DOCUMENT FOLDER SHOWN

In each ```console block of DOCUMENT a line that begins with `$ ` is a command. Prints the document with every
command's real stdout below it, run in FOLDER, with FOLDER's path written as SHOWN. `$ cd` lines are shown and not run.
"""

import subprocess
import sys


def output(command, folder, shown):
    done = subprocess.run(command, shell=True, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"transcripts: {command}: status {done.returncode}\n{done.stderr}")
    return done.stdout.replace(folder, shown).splitlines()


def filled(document, run):
    """The document with the lines below each command replaced by `run(command)`."""
    lines = []
    is_console = False
    for line in document.splitlines():
        if line.startswith("```"):
            is_console = line == "```console"
        elif is_console and line.startswith("$ "):
            command = line.removeprefix("$ ")
            lines.append(line)
            if not command.startswith("cd "):
                lines += run(command)
            continue
        elif is_console:
            continue
        lines.append(line)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    path, folder, shown = sys.argv[1:]
    with open(path) as file:
        text = file.read()
    print(filled(text, lambda command: output(command, folder, shown)), end="")
