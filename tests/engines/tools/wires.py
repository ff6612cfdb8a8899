"""What stands between a client and a server in the tests: a way in by TCP, with or without TLS, and certificates."""

import asyncio
import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_SSL_REQUEST = bytes.fromhex("0000000804d2162f")


def certificate(directory: Path, *names: str) -> tuple[ssl.SSLContext, str]:
    """Make a certificate for names and addresses that signs itself; return a server's context and the PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = datetime.datetime.now(datetime.UTC)
    meant: list[x509.GeneralName] = [
        x509.IPAddress(ip_address(each)) if each[0].isdigit() else x509.DNSName(each) for each in names
    ]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(meant), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = directory / "server.pem"
    file.write_bytes(pem + private)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context, pem.decode()


@asynccontextmanager
async def way_to(unix_socket: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Lead connections to a PostgreSQL server's socket; yield the port. With `tls` it encrypts for who asks."""
    under_way: set[asyncio.Task[None]] = set()

    async def led(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        under_way.add(task)
        first = await reader.readexactly(8)
        if first == _SSL_REQUEST:
            writer.write(b"S" if tls else b"N")
            await writer.drain()
            if tls:
                try:
                    await writer.start_tls(tls)
                except (ssl.SSLError, OSError):
                    return
            first = b""
        inner, outer = await asyncio.open_unix_connection(unix_socket)
        outer.write(first)
        try:
            await asyncio.gather(_pumped(reader, outer), _pumped(inner, writer))
        except (OSError, ssl.SSLError, asyncio.CancelledError):
            pass
        finally:
            outer.close()
            writer.close()

    listening = await asyncio.start_server(led, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def _pumped(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while part := await reader.read(65_536):
        writer.write(part)
        await writer.drain()
    writer.close()
