"""Run a cluster for a test, in a thread."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from tests.engines.tools.wires import certificate
from tests.kubernetes.controller import Controller, Outcome
from tests.kubernetes.kinds import Object, find_kind
from tests.kubernetes.server import TOKEN, ApiServer
from tests.kubernetes.store import Store

NAMESPACE = "models"


@dataclass
class Cluster:
    """A running API server, its kubeconfig, and what becomes of pods by the name of what makes them."""

    server: ApiServer
    kubeconfig: Path
    controller: Controller
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.server.server_address[1]}"

    def becomes(self, name: str, outcome: Outcome) -> None:
        """Say what becomes of the pods of a name, from now on."""
        with self.server.store.lock:
            self.outcomes[name] = outcome
            self.controller(self.server.store)

    def names(self, kind: str) -> list[str]:
        """List what there is of a kind."""
        with self.server.store.lock:
            return sorted(name for of, _, name in self.server.store.objects if of == kind)

    def get(self, kind: str, name: str) -> Object:
        return self.server.store.objects[kind, NAMESPACE, name]

    def put(self, wanted: Object) -> None:
        """Make something as somebody else would."""
        group, _, version = wanted["apiVersion"].rpartition("/")
        plural = f"{wanted['kind'].lower()}s"
        self.server.store.create(find_kind(group, version, plural), NAMESPACE, wanted, "kubectl")

    def remove(self, kind: str, name: str) -> None:
        """Remove something by hand."""
        found = self.get(kind, name)
        group, _, version = found["apiVersion"].rpartition("/")
        self.server.store.delete(find_kind(group, version, f"{kind.lower()}s"), NAMESPACE, name)

    def expire(self) -> None:
        """Take no credentials any more."""
        self.server.token = "another"

    def hang_up(self) -> None:
        """End the watches that are open; who watches may ask again."""
        with self.server.store.lock:
            self.server.hung_up += 1
            self.server.store.lock.notify_all()

    def renew(self) -> None:
        self.server.token = TOKEN


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Run an API server on a free loopback port, with its kubeconfig in a folder."""
    outcomes: dict[str, Outcome] = {}
    controller = Controller(lambda name: outcomes.get(name, Outcome.READY))
    server = ApiServer(Store(controller))
    # Clients send no token without TLS.
    context, authority = certificate(folder, "127.0.0.1")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    made = Cluster(server, folder / "kubeconfig", controller, outcomes)
    server.store.create(find_kind("", "v1", "namespaces"), "", {"metadata": {"name": NAMESPACE}}, "tests")
    made.kubeconfig.write_text(yaml.safe_dump(_kubeconfig(made.url, authority)))
    try:
        yield made
    finally:
        server.closing = True
        server.shutdown()
        server.server_close()
        thread.join(5)


def _kubeconfig(url: str, authority: str) -> Object:
    trusted = base64.b64encode(authority.encode()).decode()
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "tests",
        "clusters": [{"name": "tests", "cluster": {"server": url, "certificate-authority-data": trusted}}],
        "users": [{"name": "tests", "user": {"token": TOKEN}}],
        "contexts": [
            {"name": "tests", "context": {"cluster": "tests", "user": "tests", "namespace": NAMESPACE}}
        ],
    }
