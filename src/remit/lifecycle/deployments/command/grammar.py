"""Read a sentence into an intent, by rules alone: the same words always give the same reading."""

from remit.controls.environments import AS_THEY_COME, Places
from remit.lifecycle.deployments.command.counts import read_count, read_range
from remit.lifecycle.deployments.command.draft import Draft, clean, split
from remit.lifecycle.deployments.command.files import named_after_file, read_file, read_machine, require_file
from remit.lifecycle.deployments.command.hosts import read_host
from remit.lifecycle.deployments.command.intent import Intent, Problem, Reading
from remit.lifecycle.deployments.command.money import read_budget
from remit.lifecycle.deployments.command.places import (
    read_environment,
    read_instance_type,
    read_max_context,
    read_precision,
    read_region,
)
from remit.lifecycle.deployments.command.subjects import (
    Application,
    read_application,
    read_label,
    read_model,
    read_verb,
)
from remit.lifecycle.deployments.command.vocabulary import FILLER
from remit.lifecycle.deployments.sizing import Model, family_default, slug


def read(command: str, places: Places = AS_THEY_COME) -> Reading:
    """Read one command, in an organisation with these environments.

    Never raises: what is wrong stands in `problems`, what was taken for granted in `assumptions`, and words that
    played no part in `not_understood`. Time grows with the length of the command, at most 2,000 characters.
    """
    text = clean(command)
    if isinstance(text, Problem):
        return Reading(text="", intent=Intent(), problems=[text], assumptions=[], not_understood=[], spans=[])
    draft = Draft(split(text))
    intent = _intent(draft, places)
    return Reading(
        text=text,
        intent=intent,
        problems=draft.problems,
        assumptions=draft.assumptions,
        not_understood=_not_understood(draft),
        spans=sorted(draft.spans, key=lambda span: span.start),
    )


def _intent(draft: Draft, places: Places) -> Intent:
    """Fixed shapes first (money, types, regions), then what only their absence makes clear (names, the model)."""
    file, machine = read_file(draft), read_machine(draft)
    host = read_host(draft, file) or machine
    budget = read_budget(draft)
    instance_type = read_instance_type(draft)
    region = read_region(draft)
    max_context = read_max_context(draft)
    count, most = _counted(draft, host)
    precision = read_precision(draft)
    wanted = read_verb(draft)
    environment = read_environment(draft, places)
    application = read_application(draft)
    model = None if file else read_model(draft, wanted=wanted)
    if machine and not file:
        require_file(draft, machine)
    application = _else_named(draft, application, model, file)
    model_text = _text_of(draft, "model")
    _assume(draft, model, model_text, application)
    if file and application is None:
        draft.assumptions.append(
            f"No application is named, so the deployment is called after the file: {file}."
        )
    return Intent(
        model_text=model_text,
        model_id=model.id if model else None,
        model_file=file,
        host=host,
        application=_application_slug(application, model, file),
        application_text=application.text if application else None,
        environment=environment,
        instance_count=count,
        max_instances=most,
        instance_type=instance_type,
        region=region,
        budget_usd_per_hour=budget,
        precision=precision,
        max_context=max_context,
    )


def _counted(draft: Draft, host: str | None) -> tuple[int | None, int | None]:
    """Return how many instances there are to be at least, and at most; only a cluster keeps a range by itself."""
    between, count = read_range(draft), read_count(draft)
    if between is None:
        return count, None
    if count not in (None, between[0]):
        message = f"The command states {count} instances, and {between[0]} to {between[1]}."
        draft.problem("instance_count_conflict", "instance_count", message, "State one of them.")
    if host != "kubernetes":
        message = "Between two numbers a command scales only what runs on Kubernetes."
        hint = f"Name one number, then set a rule: remit deployments scale NAME --most {between[1]} --calls 4"
        draft.problem("scaling_unsupported", "instance_count", message, hint)
    return between


def _else_named(
    draft: Draft, application: Application | None, model: Model | None, file: str | None
) -> Application | None:
    """What is deployed under no stated name: the object of the verb, or the words beside a file."""
    if application is None and (model is not None or file):
        return _object_of_verb(draft) or (read_label(draft, "application") if file else None)
    if file:
        read_label(draft, "model")
    return application


def _application_slug(application: Application | None, model: Model | None, file: str | None) -> str | None:
    if application is not None:
        return slug(application.text)
    if file:
        return slug(named_after_file(file))
    return slug(model.id) if model else None


def _object_of_verb(draft: Draft) -> Application | None:
    """In "deploy chatbot-x with llama-3.1 8B" the word behind the verb is the application."""
    verb = next((at for at, owner in enumerate(draft.owner) if owner == "-verb"), None)
    if verb is None:
        return None
    start = verb + 1
    while draft.low(start) in FILLER and draft.free(start):
        start += 1
    end = start
    while draft.free(end) and draft.low(end) not in FILLER:
        end += 1
    if start == end or draft.low(end) not in {"with", "using", "on"}:
        return None
    draft.take("application", start, end)
    return Application(draft.text(start, end), start, end)


def _text_of(draft: Draft, field: str) -> str | None:
    words = [word.text for word, owner in zip(draft.words, draft.owner, strict=True) if owner == field]
    return " ".join(words) or None


def _assume(draft: Draft, model: Model | None, text: str | None, application: Application | None) -> None:
    if model is None:
        return
    if text and family_default(_bare(text)) is model:
        draft.assumptions.append(
            f"“{text}” alone means {model.name} ({model.id}); name another size to choose it."
        )
    if application is None:
        draft.assumptions.append(named_after(model))


def named_after(model: Model) -> str:
    """Say that the model's name stands in for an application's."""
    return f"No application is named, so the deployment is called after the model: {slug(model.id)}."


def _bare(text: str) -> str:
    return " ".join(word for word in text.split() if word.lower() not in FILLER)


def _not_understood(draft: Draft) -> list[str]:
    return [
        word.text
        for word, owner in zip(draft.words, draft.owner, strict=True)
        if not owner and (word.quoted or word.low not in FILLER)
    ]
