"""A folder of rules, schemas and examples made into a `Pack`. The shipped pack and anybody's take one road.

`load` reads all of it and tells every problem. `ready` gives the same pack for checking submissions, without the tests
of its rules, from what was kept of the last time that it was loaded.
"""

from __future__ import annotations

from pathlib import Path

from planlint import cache
from planlint.packs.fast import FastPack
from planlint.packs.files import PackFiles
from planlint.packs.pack import Pack, Rule

__all__ = ["FastPack", "Pack", "Rule", "load", "ready", "shipped"]


def shipped() -> Path:
    """The folder of the pack that comes with planlint: the checkout itself, or the copy in the wheel."""
    here = Path(__file__).resolve().parent.parent
    checkout = here.parent.parent
    return checkout if (checkout / "rules" / "pack.yaml").is_file() else here / "pack"


def load(folder: Path | None = None) -> Pack:
    """The pack in a folder; None is the shipped one. Raises PackFault with every problem found."""
    from planlint.packs.loading import Loader  # here, since a pack that was kept needs none of the language's parser

    return Loader(PackFiles(shipped() if folder is None else folder)).load()


def ready(folder: Path | None, kept_in: cache.Cache) -> Pack:
    """The pack in a folder, ready to check: as `load` has it, but for the tests and the text of its rule files.

    What a load comes to is kept by the hash of the pack's files, so the next time is quick. Raises PackFault.
    """
    from planlint.packs import kept

    files = PackFiles(shipped() if folder is None else folder)
    if files.problems:
        return load(folder)
    key = f"pack {cache.build()} {files.hash()}"
    known = kept_in.get(key)
    pack = kept.revive(known, files) if known is not None else None
    if pack is None:
        from planlint.packs.loading import Loader

        pack = Loader(files).load()
        content = kept.keep(pack)
        if content is not None:
            kept_in.put(key, content)
    return pack
