"""Folders whose content a program copies to a cloud service."""

from __future__ import annotations

import os

from guard.place import Hit, Place, Spot
from guard.problem import WARNING, Problem

_NAMES = {
    "dropbox": "Dropbox", "onedrive": "OneDrive", "google drive": "Google Drive", "googledrive": "Google Drive",
    "my drive": "Google Drive", "mobile documents": "iCloud Drive", "iclouddrive": "iCloud Drive",
    "nextcloud": "Nextcloud", "owncloud": "ownCloud", "box": "Box", "box sync": "Box", "pcloud": "pCloud",
    "pclouddrive": "pCloud", "mega": "MEGA", "megasync": "MEGA", "seafile": "Seafile", "yandex.disk": "Yandex.Disk",
    "nutstore": "坚果云", "我的坚果云": "坚果云", "baidusyncdisk": "百度网盘", "syncthing": "Syncthing",
}  # fmt: skip
_MARKS = {
    ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".stfolder": "Syncthing", ".sync": "Resilio Sync",
    ".nextcloudsync.log": "Nextcloud", ".owncloudsync.log": "ownCloud",
}  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _examine(spot: Spot) -> Iterator[Hit]:
    folder = os.path.dirname(os.path.realpath(spot.path))
    while True:
        name = os.path.basename(folder).lower()
        service = _NAMES.get(name) or _NAMES.get(name.partition(" - ")[0]) or _NAMES.get(name.partition("-")[0])
        for mark, known in _MARKS.items():
            if os.path.lexists(os.path.join(folder, mark)):
                service = service or known
        if service:
            yield Hit(Problem("synced", WARNING, service=service))
            return
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


PLACE = Place("synced", _examine)
