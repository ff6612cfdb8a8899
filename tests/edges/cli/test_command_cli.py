"""`remit command`: the sentences of the issue, and what becomes of them."""

import json
import signal
import subprocess
from collections.abc import Mapping

import pytest
from tests.server import RunningServer

SENTENCE = "deploy llama-3.1 8B for {} with budget $20 per hour"


def test_a_sentence_is_shown_step_by_step_and_deployed(server: RunningServer, key: str) -> None:
    done = server.remit("command", SENTENCE.format("chatbot-x"), key=key)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    said = done.stdout
    assert "model: llama-3.1-8b-instruct" in said
    assert "budget: $20.00 an hour" in said
    assert "Budget and cost policy (/api/knowledge/documents/budget-and-cost, score" in said
    assert "instance: 1 x ml.g6.xlarge" in said
    assert "estimated: $1.13 an hour" in said
    assert "peak: $2.25 an hour" in said
    assert "price of: 2026-" in said
    assert "pass  estimated_cost_within_budget" in said
    assert "Needs approval: no" in said
    assert "deploying → deployed (dry run)" in said
    assert said.index("Intent") < said.index("Evidence") < said.index("Plan") < said.index("Guardrails")


def test_json_is_the_answer_of_the_api(server: RunningServer, key: str) -> None:
    done = server.remit(
        "command", SENTENCE.format("json-bot"), "--env", "dev", "--budget", "5", "--json", key=key
    )
    assert done.returncode == 2
    assert json.loads(done.stdout)["status"] == "validation_failed"
    assert "says $20 per hour" in done.stderr

    done = server.remit(
        "command", "deploy llama-3.1 8B for json-bot", "--env=dev", "--budget=5", "--json", key=key
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["status"] == "success"
    assert answer["result"]["deployment"]["env"] == "dev"
    assert answer["result"]["artifact"]["budget_usd_per_hour"] == 5
    assert "deployed" in done.stderr


def test_prod_waits_for_another_person(server: RunningServer, key: str, approver: str) -> None:
    done = server.remit("command", SENTENCE.format("shop"), "--env", "prod", key=key)
    assert done.returncode == 0, done.stderr
    assert "Needs approval: yes, by another person" in done.stdout
    next_command = done.stdout.splitlines()[-1].strip()
    assert next_command.startswith("remit approvals approve dep_")
    plan_id = next_command.split()[3]

    listed = server.remit("approvals", "list", key=key)
    assert plan_id in listed.stdout
    own = server.remit("approvals", "approve", plan_id, "--reason", "mine", key=key)
    assert own.returncode == 2
    assert own.stderr.startswith("remit: You asked for this yourself")

    approved = server.remit("approvals", "approve", plan_id, "--reason", "Reviewed", key=approver)
    assert approved.returncode == 0, approved.stderr
    assert "Approved by second: Reviewed" in approved.stdout
    assert "shop-prod is deployed (dry run: nothing was sent)." in approved.stdout

    again = server.remit("approvals", "approve", "shop-prod", "--reason", "Twice", key=approver)
    assert again.returncode == 2
    assert again.stderr.startswith(
        "remit: Deploy shop-prod to prod waits no more. second has approved this on "
    )


def test_a_rejected_plan_ends(server: RunningServer, key: str, approver: str) -> None:
    made = server.remit("command", SENTENCE.format("dear"), "--env", "prod", "--no-follow", "--json", key=key)
    plan_id = json.loads(made.stdout)["result"]["plan_id"]
    rejected = server.remit("approvals", "reject", "dear-prod", "--reason", "Too dear", key=approver)
    assert rejected.returncode == 0, rejected.stderr

    late = server.remit("approvals", "approve", plan_id, "--reason", "Yes", key=approver)
    assert late.returncode == 2
    assert "dear-prod is rejected" in late.stderr
    watched = server.remit("deployments", "watch", plan_id, key=key)
    assert watched.returncode == 1
    assert "Rejected by second: Too dear" in watched.stdout


def test_what_waits_is_shown_in_full_and_taken_back(server: RunningServer, key: str, approver: str) -> None:
    made = server.remit("command", SENTENCE.format("back"), "--env", "prod", "--no-follow", "--json", key=key)
    plan_id = json.loads(made.stdout)["result"]["plan_id"]
    shown = server.remit("approvals", "show", "back-prod", key=approver)
    for words in (
        "risk: medium",
        "It changes production.",
        "artifact.endpoint_name: back-prod",
        "Guardrails",
    ):
        assert words in shown.stdout
    assert "(you)" in server.remit("approvals", "list", key=key).stdout
    theirs = server.remit("approvals", "withdraw", plan_id, key=approver)
    assert (theirs.returncode, "Only who asked for it" in theirs.stderr) == (2, True)
    done = server.remit("approvals", "withdraw", plan_id, "--reason", "Found a bug", key=key)
    assert done.stdout == "Withdrawn: Deploy back-prod to prod.\n"
    late = server.remit("approvals", "approve", plan_id, "--reason", "Yes", key=approver)
    assert (late.returncode, "back-prod is rejected" in late.stderr) == (2, True)
    assert "voided" in server.remit("approvals", "list", "--decided", key=key).stdout


def _listed(server: RunningServer, key: str) -> list[tuple[str, str]]:
    found = json.loads(server.remit("deployments", "list", "--all", "--json", key=key).stdout)["deployments"]
    return [(each["plan_id"], each["status"]) for each in found]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("", "The command is empty."),
        ("deploy " * 1500, "at most 2,000 are read"),
        ("deploy \x01 llama-3.1 8B for x", "not text"),
        ("deploy gpt-99 for x", "gpt-99"),
        ("deploy llama-3.1 8B for x with budget $-5 per hour", "budget"),
        ("deploy llama-3.1 8B for x with budget $0 per hour", "budget"),
        ("deploy llama-3.1 8B for x with budget many dollars per hour", "budget"),
        ("deploy llama-3.1 8B for x in the moon environment", "moon"),
        ("deploy 5 instances of llama-3.1 8B for x", "instance_count exceeds max allowed (4)"),
        ("deploy 0 instances of llama-3.1 8B for x", "instance"),
        ("deploy llama-3.1 8B for x with budget $1 per hour", "estimated cost exceeds budget"),
    ],
)
def test_bad_sentences_are_refused_in_words(
    server: RunningServer, key: str, sentence: str, said: str
) -> None:
    before = _listed(server, key)
    done = server.remit("command", sentence, key=key)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    first, *more = done.stderr.splitlines()
    assert first.startswith("remit: ")
    assert not any("Traceback" in line for line in more)  # what may have been meant, and examples
    assert _listed(server, key) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--env", "moon"), "no environment “moon”"),
        (("--budget", "-5"), "budget of -5 dollars per hour is not possible"),
        (("--budget", "nan"), "--budget is a number of dollars per hour"),
        (("--budget", "twenty"), "'twenty' is not a valid float"),
    ],
)
def test_bad_options_are_refused(
    server: RunningServer, key: str, options: tuple[str, ...], said: str
) -> None:
    done = server.remit("command", "deploy llama-3.1 8B for x", *options, key=key)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_number_words_and_other_units_are_understood(server: RunningServer, key: str) -> None:
    done = server.remit(
        "command", "deploy llama-3.1 8B for words with budget twenty dollars per hour", key=key
    )
    assert done.returncode == 0, done.stderr
    assert "budget: $20.00 an hour" in done.stdout
    done = server.remit("command", "deploy llama-3.1 8B for days with budget $48 a day", key=key)
    assert done.returncode == 0, done.stderr
    assert "budget: $2.00 an hour" in done.stdout


def test_a_name_is_taken_once_per_environment(server: RunningServer, key: str) -> None:
    assert server.remit("command", SENTENCE.format("twice"), key=key).returncode == 0
    second = server.remit("command", SENTENCE.format("twice"), key=key)
    assert second.returncode == 2
    assert "twice-staging exists in staging" in second.stderr
    assert (
        server.remit("command", SENTENCE.format("twice"), "--env", "dev", "--budget", "5", key=key).returncode
        == 2
    )


def test_bytes_that_are_not_text_are_refused(server: RunningServer, key: str) -> None:
    words = [*map(str.encode, server.command("command")), b"deploy \xff llama"]
    done = subprocess.run(words, env=server.environ(key), capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr == b"remit: What you wrote holds bytes that are not UTF-8 text.\n"


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ({"REMIT_KEY": ""}, 2, "An API key is needed"),
        ({"REMIT_KEY": "remit_wrong"}, 2, "not an API key"),
        ({"REMIT_KEY": "clé"}, 2, "only letters, digits and underscores"),
        ({"REMIT_KEY": "x", "REMIT_URL": "http://127.0.0.1:9"}, 1, "Start Remit with `remit up`"),
        ({"REMIT_KEY": "x", "REMIT_URL": "http://127.0.0.1:port"}, 1, "is not an address"),
        ({"REMIT_KEY": "x", "REMIT_URL": "127.0.0.1:8700"}, 1, "begins with http://"),
    ],
)
def test_who_and_where_are_said_in_one_sentence(
    server: RunningServer, more: Mapping[str, str], code: int, said: str
) -> None:
    done = server.remit("deployments", "list", more=more)
    assert done.returncode == code
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_viewer_may_look_and_not_deploy(server: RunningServer) -> None:
    viewer = server.key("viewer")
    assert server.remit("deployments", "list", key=viewer).returncode == 0
    refused = server.remit("command", SENTENCE.format("viewers"), key=viewer)
    assert refused.returncode == 2
    assert refused.stdout == ""


def _hear_ctrl_c() -> None:
    """Begin as in a terminal: what runs in the background, as tests may, ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_watching_without_a_traceback(server: RunningServer, key: str) -> None:
    with subprocess.Popen(
        server.command("deployments", "watch"),
        env=server.environ(key, {"PYTHONUNBUFFERED": "1"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hear_ctrl_c,
    ) as watching:
        assert watching.stdout is not None
        assert watching.stderr is not None
        assert "Watching all deployments" in watching.stderr.readline()
        made = server.remit("command", SENTENCE.format("watched"), key=key)
        assert made.returncode == 0, made.stderr
        assert "watched-staging in staging" in watching.stdout.readline()
        watching.send_signal(signal.SIGINT)
        assert watching.wait(10) == 130
        assert "Traceback" not in watching.stderr.read()


def test_a_plan_is_looked_at_first_and_then_confirmed(server: RunningServer, key: str) -> None:
    planned = server.remit("command", SENTENCE.format("thought-over"), "--plan-only", key=key)
    assert planned.returncode == 0, planned.stderr
    assert "Nothing was carried out" in planned.stdout
    assert "estimated: $" in planned.stdout
    plan_id = next(line.split()[2] for line in planned.stdout.splitlines() if "remit confirm" in line)
    confirmed = server.remit("confirm", plan_id, key=key)
    assert confirmed.returncode == 0, confirmed.stderr
    assert "thought-over-staging is deployed" in confirmed.stdout
    again = server.remit("confirm", plan_id, key=key)
    assert again.returncode == 2
    assert "only a plan that was not carried out yet can be confirmed" in again.stderr


def test_a_plan_is_dropped_and_cannot_be_confirmed(server: RunningServer, key: str) -> None:
    planned = server.remit("command", SENTENCE.format("dropped"), "--plan-only", "--json", key=key)
    result = json.loads(planned.stdout)["result"]
    assert (result["status"], planned.stderr) == ("planned", "")
    assert server.remit("deployments", "delete", result["plan_id"], "--yes", key=key).returncode == 0
    assert server.remit("confirm", result["plan_id"], key=key).returncode == 2


def test_a_sentence_that_means_nothing_is_answered_with_what_would(server: RunningServer, key: str) -> None:
    made = server.remit("command", SENTENCE.format("helpful"), key=key)
    assert made.returncode == 0, made.stderr
    done = server.remit("command", "delpoy lama 3.1 8b for helper's-bot", key=key)
    assert (done.returncode, done.stdout) == (2, "")
    said = done.stderr.splitlines()
    assert said[0] == "remit: “delpoy” is not understood. Did you mean “deploy”?"
    assert "Not understood: delpoy, lama 3.1 8b" in said
    assert """  remit command 'deploy llama-3.1-8b-instruct for helper'"'"'s-bot'""" in said
    assert said[-4:-2] == ["For example:", "  remit command 'deploy llama-3.1 8B for chatbot-x'"]

    done = server.remit("command", "puase helpful", "--json", key=key)
    assert done.returncode == 2
    assert "  remit deployments show helpful-staging" in done.stderr.splitlines()
    assert [each["name"] for each in json.loads(done.stdout)["help"]["deployments"]] == ["helpful-staging"]
    shown = server.remit("deployments", "show", "helpful-staging", key=key)
    assert shown.returncode == 0, shown.stderr
