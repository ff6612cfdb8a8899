"""Models on this machine: "tiny.gguf", "from models/tiny.gguf", "on this machine", "in a container"."""

from pathlib import PurePosixPath
from typing import Literal

from remit.lifecycle.deployments.command.draft import Draft
from remit.lifecycle.deployments.command.vocabulary import DETERMINERS

Host = Literal["local", "container"]

SUFFIX = ".gguf"
_FIELD = "model_file"
_PLACES = frozenset({"machine", "computer", "laptop", "box", "host", "server"})
_OWN = frozenset({"this", "my", "our"})
_WORDS = frozenset({"locally", "localhost"})
_BOXES = frozenset({"container", "containers", "docker", "podman"})
_INTO = frozenset({"in", "into", "inside", "on", "as", "with", "by", "using", "to", "via"})


def read_file(draft: Draft) -> str | None:
    """The one model file named, by its path in the models folder."""
    found: list[str] = []
    for at, word in enumerate(draft.words):
        if draft.free(at) and word.low.endswith(SUFFIX) and len(word.text) > len(SUFFIX):
            start = at
            while draft.low(start - 1) in {"from", "file", "the", "model"}:
                start -= 1
            draft.take(_FIELD, start, at + 1)
            found.append(word.text.removeprefix("./"))
    if len(set(found)) > 1:
        message = f"The command names several files, {' and '.join(found)}."
        draft.problem("model_conflict", "model", message, "Deploy one at a time.")
        return None
    return found[0] if found else None


def read_machine(draft: Draft) -> Host | None:
    """Where on this machine the model is to run, if the sentence says so: beside Remit or in a container."""
    boxed, here = in_container(draft), _here(draft)
    return "container" if boxed else "local" if here else None


def in_container(draft: Draft) -> bool:
    """Say whether a container is named as the place, and take those words."""
    boxed = False
    for at in range(len(draft.words)):
        if draft.low(at) not in _BOXES:
            continue
        start = at - 1 if draft.low(at - 1) in DETERMINERS else at
        end = at + 2 if draft.low(at + 1) in _BOXES else at + 1
        if draft.low(start - 1) in _INTO:
            draft.take("-host", start - 1, end)
            boxed = True
    return boxed


def _here(draft: Draft) -> bool:
    here = False
    for at in range(len(draft.words)):
        end = at + 2 if draft.low(at) in _OWN and draft.low(at + 1) in _PLACES else at + 1
        if end == at + 1 and draft.low(at) not in _WORDS:
            continue
        start = at - 1 if draft.low(at - 1) in {"on", "at", "to", "onto"} else at
        draft.take("-host", start, end)
        here = True
    return here


def require_file(draft: Draft, host: Host) -> None:
    """Ask for the file of a model that is to run on this machine."""
    where = "in a container" if host == "container" else "on this machine"
    message = f"A model {where} is served from its GGUF file, and the command names none."
    draft.problem("model_file_missing", "model", message, f"For example: deploy tiny.gguf {where} for chat")


def named_after_file(file: str) -> str:
    """Say what a file without any other name is called."""
    return PurePosixPath(file).name[: -len(SUFFIX)]
