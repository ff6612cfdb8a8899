"""`remit …`: each command's module is loaded only when that command is asked for."""

import gc
import os
import sys
from importlib import import_module

import click

from remit import __version__
from remit.kit.errors import RemitError

# Command, its module, and its line of help: so that `remit --help` loads none of them.
_COMMANDS = {
    "up": ("remit.edges.cli.up", "Start Remit here."),
    "worker": ("remit.edges.cli.worker", "Do the work beside `remit up --no-worker`."),
    "migrate": ("remit.edges.cli.schema", "Bring the database to this version."),
    "keys": ("remit.edges.cli.keys", "Make, list and revoke API keys, on this machine's database."),
    "members": ("remit.edges.cli.members", "Add and list people, on this machine's database."),
    "teams": ("remit.edges.cli.teams", "Make teams, and put members and keys into them."),
    "sign-in-link": ("remit.edges.cli.members", "Print a one-time sign-in link."),
    "openapi": ("remit.edges.cli.schema", "Print the OpenAPI document."),
    "command": ("remit.edges.cli.command", "Turn a sentence into a deployment."),
    "confirm": ("remit.edges.cli.command", "Carry out a plan that was only made."),
    "deployments": (
        "remit.edges.cli.deployments",
        "List, show, watch, pause, restart and delete deployments.",
    ),
    "environments": (
        "remit.edges.cli.environments",
        "List environments, set how new versions come to serve there, and freeze them.",
    ),
    "aliases": ("remit.edges.cli.aliases", "List, set and remove names that callers use for agents."),
    "approvals": ("remit.edges.cli.approvals", "List, approve and reject what waits for a person."),
    "runs": ("remit.edges.cli.runs", "List, show and cancel runs of agents that wait for a person."),
    "agents": (
        "remit.edges.cli.agent_code",
        "Check, try and apply agent files, list, promote, archive and deploy agents.",
    ),
    "seed": ("remit.edges.cli.seed", "Make the agents that come with Remit."),
    "datasets": ("remit.edges.cli.datasets", "List, make, change and export what agents are measured on."),
    "evaluate": ("remit.edges.cli.evaluations", "Measure an agent on a dataset, and compare its versions."),
    "evaluations": ("remit.edges.cli.evaluations", "List, show, compare and cancel evaluations."),
    "chat": ("remit.edges.cli.chat", "Talk to a deployed agent."),
    "connections": (
        "remit.edges.cli.connection_sign_in",
        "List, add, test, set and remove model providers and connections with tools.",
    ),
    "vault": ("remit.edges.cli.vault", "Change the key that stored secrets lie under."),
    "policies": ("remit.edges.cli.policies", "List, check and apply policies, and see what they change."),
    "annotators": ("remit.edges.cli.annotators", "List, add, test and remove who says what is in a text."),
    "notifications": (
        "remit.edges.cli.notifications",
        "List, add, test and remove who is told what by which channel.",
    ),
    "violations": ("remit.edges.cli.violations", "List, show and decide on violations of policies."),
    "usage": ("remit.edges.cli.usage", "Show what calls used, and list them."),
    "budgets": ("remit.edges.cli.budgets", "List, set and remove what may be spent."),
    "limits": ("remit.edges.cli.limits", "List, set and remove how much may be asked."),
    "recover-policies": (
        "remit.edges.cli.recovery",
        "Take your own policies out, on this machine's database.",
    ),
    "audit": ("remit.edges.cli.audit", "List, export and verify the audit log."),
}


class _Commands(click.Group):
    def list_commands(self, _: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = import_module(_COMMANDS[name][0])
        gc.freeze()
        gc.enable()
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="remit")
def remit() -> None:
    """Remit, the control plane for AI agents and models.

    Commands that speak to a server take its address from REMIT_URL (default http://127.0.0.1:8700) and your API key
    from REMIT_KEY.
    """


def main() -> None:
    """Run the command line: exit code 0 for done, 1 for a failure, 2 for input that was refused."""
    gc.disable()  # until the modules are loaded: what they make lives as long as the process
    try:
        code = remit(standalone_mode=False)
        sys.stdout.flush()
        if isinstance(code, int):  # a command that ended with a code of its own
            sys.exit(code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the flush at exit must not fail too
        sys.exit(1)  # as click does
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except RemitError as error:
        click.echo(f"remit: {error.detail}", err=True)
        sys.exit(2 if error.status in (409, 422) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
