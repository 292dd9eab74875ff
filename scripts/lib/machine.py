"""What a figure depends on besides the programs: the machine and the versions."""

import datetime
import os
import pathlib
import platform
import subprocess


def first_line(*command):
    try:
        output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    except OSError:
        return ""
    return output.strip().partition("\n")[0]


def field(path, name):
    """The value of the first `name : value` line of a file in /proc."""
    for line in pathlib.Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown"


def describe(folder):
    """The machine, and the file system that holds a folder."""
    return {
        "cpu": field("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memoryGiB": round(int(field("/proc/meminfo", "MemTotal").split()[0]) / (1 << 20)),
        "os": platform.freedesktop_os_release().get("PRETTY_NAME", "unknown"),
        "kernel": platform.release(),
        "fileSystem": first_line("findmnt", "--noheadings", "--output", "FSTYPE", "--target", str(folder)),
    }


def versions(binary, root):
    """Versions of what is measured and of the libraries the small programs are built with."""
    libraries = {
        name: first_line("dpkg-query", "-W", "-f", "${Version}", package)
        for name, package in {"lmdb": "liblmdb0", "simdjson": "libsimdjson-dev", "g++": "g++-12"}.items()
    }
    return {
        "tidemark": first_line(str(binary), "--version").removeprefix("tidemark "),
        "commit": "given by TIDEMARK_BINARY"
        if "TIDEMARK_BINARY" in os.environ
        else first_line("git", "-C", str(root), "describe", "--always", "--dirty", "--exclude", "*"),
        "swift": first_line("swift", "--version").partition(" (")[0].removeprefix("Swift version "),
        "python": platform.python_version(),
    } | {name: version for name, version in libraries.items() if version}


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")


def load():
    """Runnable processes over the last minute, on average."""
    return round(os.getloadavg()[0], 2)
