"""What can be known of code for the full tier without running it: that it is Python, and whether its imports exist."""

import ast
import sys

from remit.engines.sandbox.reading import entry, read
from remit.engines.sandbox.sandbox import Finding

_REFUSED = {
    "ctypes",
    "fcntl",
    "multiprocessing",
    "pty",
    "resource",
    "signal",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
}
_REFUSED |= {
    "ftplib",
    "http",
    "imaplib",
    "poplib",
    "shutil",
    "smtplib",
    "socketserver",
    "tempfile",
    "threading",
}
_FIX_SYSTEM = "Take what is needed from the input or ctx.services."
_FIX_MODULE = "Use the standard library or ctx.services."


def look(code: str) -> list[Finding]:
    """Return what is found, in order."""
    source = read(code)
    if isinstance(source, Finding):
        return [source]
    missing = entry(source)
    findings = [missing] if missing else []
    guarded = {
        id(each) for node in ast.walk(source.tree) if isinstance(node, ast.Try) for each in ast.walk(node)
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in guarded:
            findings += _imported(node)
    return sorted(findings, key=lambda each: (each.line, each.column))


def _imported(node: ast.Import | ast.ImportFrom) -> list[Finding]:
    names = [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    where = (node.lineno, node.col_offset + 1)
    findings = []
    for name in names:
        root = name.partition(".")[0]
        if (isinstance(node, ast.ImportFrom) and node.level) or root not in sys.stdlib_module_names:
            message = f"There is no module {name!r} in the sandbox."
            findings.append(Finding("module-missing", "error", *where, message, _FIX_MODULE))
        elif root in _REFUSED or name == "urllib.request":
            message = f"{name} is of little use: there are no files, sockets, processes or threads here."
            findings.append(Finding("no-system", "warning", *where, message, _FIX_SYSTEM))
    return findings
