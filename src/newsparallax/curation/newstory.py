"""A home of one's own: a small, complete, invented story on which every command runs."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from .. import home
from ..errors import UsageError
from .work import code_file


def new_story(folder: Path) -> list[str]:
    """Make a home with an invented story in a new folder.

    Parameters
    ----------
    folder : pathlib.Path
        A folder that does not exist, or is empty. Its home needs no checkout.

    Returns
    -------
    list of str
        Names of the files, relative to the folder. A failure leaves nothing behind.

    Raises
    ------
    UsageError
        If the folder is not empty, lies in a checkout of newsparallax, or cannot be written.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty", "a new or empty folder", "name another folder")
    package = home.package_home()
    if package.kind == "checkout" and folder.resolve().is_relative_to(package.root.resolve()):
        raise UsageError(f"{folder} lies inside the checkout of newsparallax", "a folder elsewhere", "name another folder, for example ../my-story")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as e:
        raise UsageError(f"{folder} cannot be written ({e.strerror})", "a folder that you may write", "name another folder") from None
    try:
        shutil.copytree(package.root / "templates" / "story", made, dirs_exist_ok=True)
        (made / "dataset" / "releases").mkdir(parents=True)
        write_notebooks(made / "notebooks", "0.1.0", "footbridge")
        before = os.environ.get("NEWSPARALLAX_HOME")
        os.environ["NEWSPARALLAX_HOME"] = str(made)
        try:
            for work in sorted((made / "work").glob("*.work.yaml")):
                code_file(work)
        finally:
            os.environ.pop("NEWSPARALLAX_HOME") if before is None else os.environ.update(NEWSPARALLAX_HOME=before)
        if folder.exists():
            folder.rmdir()
        made.chmod(0o755)
        os.rename(made, folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def write_notebooks(folder: Path, version: str, story_id: str) -> list[Path]:
    """Write one notebook per question, with version and story filled in.

    Parameters
    ----------
    folder : pathlib.Path
        Where to write; made if it is not there. Files that are there are left alone.
    version, story_id : str
        What the notebooks load.

    Returns
    -------
    list of pathlib.Path
        The notebooks that were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for template in sorted((home.package_home().root / "templates" / "notebooks").glob("*.ipynb")):
        target = folder / template.name
        if not target.exists():
            text = template.read_text(encoding="utf-8")
            target.write_text(text.replace("{{version}}", version).replace("{{story_id}}", story_id), encoding="utf-8")
            out.append(target)
    return out
