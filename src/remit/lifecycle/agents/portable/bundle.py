"""Files that belong together: which of them are agents, and what those take from the others.

Where an agent file has a text (`code:`, `instructions:`, the `text:` of a document) there may stand `{file: NAME}`
instead: a file beside it or in a folder below. Nothing else is read, from nowhere else.
"""

import base64
import binascii
import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from remit.kit.errors import Malformed
from remit.lifecycle.agents.errors import BadSpec, Fault
from remit.lifecycle.agents.source import Path, Source, read
from remit.lifecycle.agents.writing import as_text

MOST_FILES = 500
LARGEST = 4 * 2**20
"""Bytes of all files of an archive together, unpacked."""

_AGENTS = (".yaml", ".yml", ".json")
_BESIDE = (".py", ".md", ".txt", ".csv")


@dataclass(frozen=True)
class Bundle:
    """Texts by their path, `/` between folders."""

    files: Mapping[str, str]

    def agents(self) -> Iterator[str]:
        """Yield the paths of files that may be agents, in order."""
        yield from sorted(path for path in self.files if path.endswith(_AGENTS) or path == "-")

    def whole(self, path: str) -> str:
        """Return an agent file with what it takes from other files; as it stands where it takes nothing.

        Raises `BadSpec` for what is not there.
        """
        text = self.files[path]
        if "file:" not in text and '"file"' not in text:
            return text
        source = read(text)
        faults: list[Fault] = []
        data = self._filled(source.data, (), path, source, faults)
        if faults:
            raise BadSpec(faults)
        return text if data == source.data else as_text(data)

    def _filled(self, value: Any, place: Path, path: str, source: Source, faults: list[Fault]) -> Any:
        if isinstance(value, list):
            return [
                self._filled(each, (*place, number), path, source, faults)
                for number, each in enumerate(value)
            ]
        if not isinstance(value, dict):
            return value
        if set(value) == {"file"} and isinstance(value["file"], str) and _takes_text(place):
            return self._text(value["file"], place, path, source, faults)
        return {
            name: self._filled(each, (*place, name), path, source, faults) for name, each in value.items()
        }

    def _text(self, name: str, place: Path, path: str, source: Source, faults: list[Fault]) -> str:
        folder = posixpath.dirname(path)
        wanted = posixpath.normpath(posixpath.join(folder, name))
        inside = not posixpath.isabs(name) and "://" not in name and "\\" not in name
        inside = inside and (not folder or wanted.startswith(f"{folder}/")) and not wanted.startswith("..")
        if not inside:
            said = f"`{name[:80]}` is outside the agent's folder: no other file and no address is read."
            faults.append(source.fault(place, "file-outside", said, "Put the file beside the agent's."))
        elif wanted not in self.files:
            said = f"There is no file `{name[:80]}` beside the agent's."
            faults.append(source.fault(place, "file-missing", said, "Add it, or write the text here."))
        return self.files.get(wanted, "") if inside else ""


def _takes_text(place: Path) -> bool:
    """Whether a text stands at a place of an agent file that may come from another file."""
    return (
        place in (("instructions",), ("remit", "code"))
        or (place[:1] == ("instructions",) and len(place) == 2)
        or (place[:3] == ("remit", "knowledge", "documents") and place[-1] == "text")
    )


def unpacked(archive: str) -> dict[str, str]:
    """Read a zip archive, in base64; `Malformed` for one that is none, too large, or holds what is no text."""
    try:
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(archive, validate=True))) as found:
            return dict(_unpacked(found))
    except (binascii.Error, zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Malformed("This is no zip archive in base64.") from error


def _unpacked(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    entries = [each for each in archive.infolist() if not each.is_dir()]
    if len(entries) > MOST_FILES:
        raise Malformed(f"The archive has {len(entries)} files: {MOST_FILES} at most.")
    left = LARGEST
    for entry in entries:
        name = posixpath.normpath(entry.filename)
        if posixpath.isabs(name) or name.startswith("..") or "\\" in name:
            raise Malformed(f"The archive holds {entry.filename[:80]!r}, which lies outside it.")
        if not name.endswith((*_AGENTS, *_BESIDE)):
            continue
        with archive.open(entry) as opened:
            content = opened.read(left + 1)
        left -= len(content)
        if left < 0:
            raise Malformed(f"Unpacked, the archive is larger than {LARGEST // 2**20} MB.")
        try:
            yield name, content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Malformed(f"{name[:80]} in the archive is not UTF-8 text.") from error


def as_archive(files: Mapping[str, str]) -> bytes:
    """Pack files; the same files always make the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
