"""What is shipped: a zip of files, the same bytes for the same files."""

import base64
import hashlib
import io
import zipfile
from functools import lru_cache

# The oldest moment that a zip can name: the bytes must not depend on when they are made.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


@lru_cache(maxsize=32)
def package(files: tuple[tuple[str, str], ...]) -> bytes:
    """Zip files by name and text."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in sorted(files):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _READABLE
            archive.writestr(entry, text.encode("utf-8", "backslashreplace"))
    return packed.getvalue()


def digest(packed: bytes) -> str:
    """Name a package as AWS does: by its SHA-256 in base64."""
    return base64.b64encode(hashlib.sha256(packed).digest()).decode()
