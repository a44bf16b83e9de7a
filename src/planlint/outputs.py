"""Files that planlint writes: each whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import os
import stat

from planlint.errors import UsageFault

_PREFIX = ".tmp-planlint-"


def make_sure(path: str) -> None:
    """Make sure, before any work is done for it, that a file can be written. Raises UsageFault, saying why not."""
    try:
        status = os.stat(path)
    except OSError:
        status = None
    if status and not stat.S_ISREG(status.st_mode):
        raise UsageFault(f"{path} is not an ordinary file, so no report is written there. Name a file.")
    import tempfile  # here, since most runs write no file

    folder = os.path.dirname(os.path.abspath(path))
    try:
        descriptor, probe = tempfile.mkstemp(prefix=_PREFIX, dir=folder)
        os.close(descriptor)
        os.unlink(probe)
    except OSError as fault:
        raise UsageFault(f"{path} cannot be written: {_said(fault)}. Nothing was checked.") from fault


def write_whole(path: str, content: bytes) -> None:
    """Write a file so that its name holds the old content or all of the new. Raises UsageFault where it cannot."""
    import tempfile

    folder = os.path.dirname(os.path.abspath(path))
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=_PREFIX, dir=folder)
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
        _sync_folder(folder)
    except OSError as fault:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise UsageFault(f"{path} could not be written: {_said(fault)}. What stood there before still does.") from fault


def _said(fault: OSError) -> str:
    return os.strerror(fault.errno) if fault.errno else str(fault)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sync_folder(folder: str) -> None:
    """Make the new name last through a loss of power, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
