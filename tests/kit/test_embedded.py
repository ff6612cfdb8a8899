"""The embedded database at its first start, on bad days."""

import subprocess
import sys
from pathlib import Path

import psycopg

from remit.kit.embedded import EmbeddedPostgres

_START = """
import sys
from pathlib import Path
from remit.kit.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.pid)
server.stop()
"""


def test_a_first_start_that_was_cut_short_is_made_anew(scratch: Path) -> None:
    data = scratch / "cut-short"
    half = data / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(data)
    server.start()
    try:
        with psycopg.connect(server.app_url) as connection:
            assert connection.execute("show shared_buffers").fetchone() == ("48MB",)
    finally:
        server.stop()
    assert not half.exists()


def test_two_commands_at_the_first_moment_share_one_server(scratch: Path) -> None:
    data = scratch / "two-at-once"
    command = [sys.executable, "-c", _START, str(data)]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for process in both:
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        assert int(output) > 0


def test_a_command_that_was_killed_does_not_keep_the_server_running(scratch: Path) -> None:
    data = scratch / "killed"
    server = EmbeddedPostgres(data)
    server.start()
    waiting = _START.replace("server.stop()", "sys.stdout.flush(); sys.stdin.read()")
    command = [sys.executable, "-c", waiting, str(data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) == server.pid
        process.kill()
    server.stop()
    assert not (data / "postgres" / "postmaster.pid").exists()
