"""Serve one GGUF file with llama.cpp's own server: run as a script, with nothing of Remit's loaded.

The key stands in LLAMA_API_KEY, since anybody on the machine can read a command line.
"""

import os
import signal
import sys
import threading

import xllamacpp


def main() -> None:
    """Take file, name, host, port and tokens of context from the command line; end when told to."""
    model, name, host, port, context = sys.argv[1:]
    wanted = xllamacpp.CommonParams()
    wanted.model.path = model
    wanted.model_alias = {name}
    wanted.hostnames = [host]
    wanted.port = int(port)
    wanted.n_ctx = int(context)
    wanted.api_keys = [os.environ["LLAMA_API_KEY"]]
    wanted.endpoint_metrics = True
    wanted.ui = False
    told = threading.Event()
    for name_of in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name_of, lambda *_: told.set())
    try:
        server = xllamacpp.Server(wanted)
    except RuntimeError as error:
        sys.exit(f"llama.cpp cannot serve {os.path.basename(model)}: {error}")
    told.wait()
    del server


if __name__ == "__main__":
    main()
