"""Deployments: a desired state, how it came about, and how it is carried out."""

from remit.lifecycle.deployments import orphans
from remit.lifecycle.deployments.aliases import SeenAlias
from remit.lifecycle.deployments.aliases import listed as aliases_listed
from remit.lifecycle.deployments.calls.calling import answering, called, deployed_agent, full_name, named
from remit.lifecycle.deployments.calls.serving import DeployedModels
from remit.lifecycle.deployments.calls.smoking import smoke
from remit.lifecycle.deployments.calls.targets import load_target
from remit.lifecycle.deployments.changes.autoscaling import Autoscaling
from remit.lifecycle.deployments.costs import CostExplorer, DayOfInstances, Spend, instance_days, monthly
from remit.lifecycle.deployments.external import EVERY_SECONDS, Heartbeats, sweep_silent
from remit.lifecycle.deployments.fleet import DEPLOYMENT, BoxFacts, Fleet, FunctionFacts, Pace, fleet
from remit.lifecycle.deployments.keeping import Keeping
from remit.lifecycle.deployments.naming import DEPLOYMENT_NAMES
from remit.lifecycle.deployments.reconciling import Reconciling
from remit.lifecycle.deployments.rollout import Rollout
from remit.lifecycle.deployments.rollouts import Rolling, Score, Smoke
from remit.lifecycle.deployments.sizing import FRESH_DAYS, prices_as_of
from remit.lifecycle.deployments.states import ACTIVE, Status
from remit.lifecycle.deployments.tables import Deployment, Transition
from remit.lifecycle.deployments.uses import agent_uses, users_of_connections

__all__ = [
    "ACTIVE",
    "DEPLOYMENT",
    "DEPLOYMENT_NAMES",
    "EVERY_SECONDS",
    "FRESH_DAYS",
    "Autoscaling",
    "BoxFacts",
    "CostExplorer",
    "DayOfInstances",
    "DeployedModels",
    "Deployment",
    "Fleet",
    "FunctionFacts",
    "Heartbeats",
    "Keeping",
    "Pace",
    "Reconciling",
    "Rolling",
    "Rollout",
    "Score",
    "SeenAlias",
    "Smoke",
    "Spend",
    "Status",
    "Transition",
    "agent_uses",
    "aliases_listed",
    "answering",
    "called",
    "deployed_agent",
    "fleet",
    "full_name",
    "instance_days",
    "load_target",
    "monthly",
    "named",
    "orphans",
    "prices_as_of",
    "smoke",
    "sweep_silent",
    "users_of_connections",
]
