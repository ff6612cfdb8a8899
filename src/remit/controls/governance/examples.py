"""Policies to begin with, as the editor offers them; a test checks that each is valid."""

EXAMPLES = (
    (
        "Nobody deletes what is protected",
        """@id("nobody-deletes-in-prod")
@description("Production is paused, not deleted.")
forbid (principal, action == Action::"deployment.delete", resource is Deployment)
when { resource.protected };
""",
    ),
    (
        "Only people approve",
        """@id("only-people-approve")
forbid (principal, action == Action::"proposal.decide", resource)
unless { principal.kind == "member" };
""",
    ),
    (
        "Promotions need another person",
        """@id("promotions-need-another-person")
@verdict("escalate")
forbid (principal, action == Action::"agent.promote", resource)
unless { context.approved };
""",
    ),
    (
        "What was secret does not leave by a tool",
        """@id("no-egress-of-secrets")
forbid (principal, action == Action::"tool.use", resource)
when { context.egress && (context.taint.contains("secret") || context.labels.contains("secret")) };
""",
    ),
    (
        "Personal data is taken out of answers",
        """@id("no-personal-data-in-answers")
@verdict("redact")
forbid (principal, action == Action::"text.pass", resource)
when { context.direction == "output" && context.labels.contains("pii") };
""",
    ),
    (
        "Try one on live traffic first",
        """@id("no-injections")
@mode("shadow")
@description("Would refuse texts that look like an injection; decides nothing yet.")
forbid (principal, action == Action::"text.pass", resource)
when { context.labels.contains("injection") };
""",
    ),
    (
        "Agents ask only the models that we know",
        """@id("models-that-we-know")
@description("Only models of our own contract may be named in agent files.")
@fix("Name one of openai:gpt-4o-mini and openai:gpt-4o, or leave the model out.")
forbid (principal, action == Action::"agent.validate", resource)
unless { ["", "openai:gpt-4o-mini", "openai:gpt-4o"].contains(context.file.model) };
""",
    ),
    (
        "Agents have a budget and say who they are",
        """@id("agents-have-a-budget")
@fix("Add budget_usd_per_hour under remit, at most 5.")
forbid (principal, action == Action::"agent.validate", resource)
when { context.file.budget_cents == 0 || context.file.budget_cents > 500 };

@id("agents-say-that-they-are-machines")
@verdict("warn")
@fix("Write into the instructions: say that you are an AI when you are asked.")
forbid (principal, action == Action::"agent.validate", resource)
when { context.file.type == "context" && !(context.file.instructions like "*you are an AI*") };
""",
    ),
)
