# generated from openapi.json

"""Models of the API, each loaded with its part when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from remit_sdk.models.agent_administration import AgentChange as AgentChange
    from remit_sdk.models.agent_administration import AgentDraft as AgentDraft
    from remit_sdk.models.agent_administration import AgentDraftText as AgentDraftText
    from remit_sdk.models.agent_administration import BaseVersion as BaseVersion
    from remit_sdk.models.agent_administration import SmokeRun as SmokeRun
    from remit_sdk.models.agent_administration import Source as Source
    from remit_sdk.models.agent_administration import Source3 as Source3
    from remit_sdk.models.agent_administration import Version3 as Version3
    from remit_sdk.models.agent_administration import WantedVersion as WantedVersion
    from remit_sdk.models.agents import AgentDetail as AgentDetail
    from remit_sdk.models.agents import AgentFile as AgentFile
    from remit_sdk.models.agents import AgentFiles as AgentFiles
    from remit_sdk.models.agents import AgentRight as AgentRight
    from remit_sdk.models.agents import AgentTemplate as AgentTemplate
    from remit_sdk.models.agents import AgentTemplates as AgentTemplates
    from remit_sdk.models.agents import AgentText as AgentText
    from remit_sdk.models.agents import Archive as Archive
    from remit_sdk.models.agents import DryRun as DryRun
    from remit_sdk.models.agents import ExportedAgent as ExportedAgent
    from remit_sdk.models.agents import FilesAdditionalProperty as FilesAdditionalProperty
    from remit_sdk.models.agents import FilesPlan as FilesPlan
    from remit_sdk.models.agents import PlannedFile as PlannedFile
    from remit_sdk.models.agents import Slug as Slug
    from remit_sdk.models.agents import StandingAgent as StandingAgent
    from remit_sdk.models.agents import TrialAnswer as TrialAnswer
    from remit_sdk.models.agents import Version as Version
    from remit_sdk.models.agents import VersionDetail as VersionDetail
    from remit_sdk.models.agents import VersionPage as VersionPage
    from remit_sdk.models.agents_that_run_elsewhere import Card as Card
    from remit_sdk.models.agents_that_run_elsewhere import CardAnswer as CardAnswer
    from remit_sdk.models.agents_that_run_elsewhere import CardSkill as CardSkill
    from remit_sdk.models.agents_that_run_elsewhere import Connection as Connection
    from remit_sdk.models.agents_that_run_elsewhere import ExternalAgentAnswer as ExternalAgentAnswer
    from remit_sdk.models.agents_that_run_elsewhere import ExternalInstanceAnswer as ExternalInstanceAnswer
    from remit_sdk.models.agents_that_run_elsewhere import Model3 as Model3
    from remit_sdk.models.agents_that_run_elsewhere import NewExternalAgent as NewExternalAgent
    from remit_sdk.models.agents_that_run_elsewhere import RegisteredAgent as RegisteredAgent
    from remit_sdk.models.annotators import AnnotatorAnswer as AnnotatorAnswer
    from remit_sdk.models.annotators import AnnotatorChange as AnnotatorChange
    from remit_sdk.models.annotators import AnnotatorHealth as AnnotatorHealth
    from remit_sdk.models.annotators import AnnotatorKindAnswer as AnnotatorKindAnswer
    from remit_sdk.models.annotators import AnnotatorKindList as AnnotatorKindList
    from remit_sdk.models.annotators import AnnotatorOptions as AnnotatorOptions
    from remit_sdk.models.annotators import AnnotatorPage as AnnotatorPage
    from remit_sdk.models.annotators import AnnotatorTested as AnnotatorTested
    from remit_sdk.models.annotators import Directions as Directions
    from remit_sdk.models.annotators import Label as Label
    from remit_sdk.models.annotators import Labels as Labels
    from remit_sdk.models.annotators import Labels1 as Labels1
    from remit_sdk.models.annotators import Labels1Item as Labels1Item
    from remit_sdk.models.annotators import Language as Language
    from remit_sdk.models.annotators import LeastScore as LeastScore
    from remit_sdk.models.annotators import ModelModel as ModelModel
    from remit_sdk.models.annotators import NewAnnotator as NewAnnotator
    from remit_sdk.models.annotators import Sample as Sample
    from remit_sdk.models.annotators import SampleLabel as SampleLabel
    from remit_sdk.models.annotators import TimeoutSeconds as TimeoutSeconds
    from remit_sdk.models.approvals import ApprovalList as ApprovalList
    from remit_sdk.models.approvals import Approver as Approver
    from remit_sdk.models.approvals import ChangeCostAnswer as ChangeCostAnswer
    from remit_sdk.models.approvals import DecisionAnswer as DecisionAnswer
    from remit_sdk.models.approvals import DecisionBody as DecisionBody
    from remit_sdk.models.approvals import DelegationAnswer as DelegationAnswer
    from remit_sdk.models.approvals import DelegationPage as DelegationPage
    from remit_sdk.models.approvals import DifferenceAnswer as DifferenceAnswer
    from remit_sdk.models.approvals import Digest as Digest
    from remit_sdk.models.approvals import DocumentsAnswer as DocumentsAnswer
    from remit_sdk.models.approvals import Environment3 as Environment3
    from remit_sdk.models.approvals import Kind as Kind
    from remit_sdk.models.approvals import LentAnswer as LentAnswer
    from remit_sdk.models.approvals import LinkAnswer as LinkAnswer
    from remit_sdk.models.approvals import LinkDecision as LinkDecision
    from remit_sdk.models.approvals import MayDecideAnswer as MayDecideAnswer
    from remit_sdk.models.approvals import Member as Member
    from remit_sdk.models.approvals import NewDelegation as NewDelegation
    from remit_sdk.models.approvals import OverrideAnswer as OverrideAnswer
    from remit_sdk.models.approvals import PriceAnswer as PriceAnswer
    from remit_sdk.models.approvals import ProgressAnswer as ProgressAnswer
    from remit_sdk.models.approvals import ProposalAnswer as ProposalAnswer
    from remit_sdk.models.approvals import ProposalCount as ProposalCount
    from remit_sdk.models.approvals import ProposalDetail as ProposalDetail
    from remit_sdk.models.approvals import ProposalPage as ProposalPage
    from remit_sdk.models.approvals import ReplayAnswer as ReplayAnswer
    from remit_sdk.models.approvals import ReplayCaseAnswer as ReplayCaseAnswer
    from remit_sdk.models.approvals import ReplaySideAnswer as ReplaySideAnswer
    from remit_sdk.models.approvals import ReviewBody as ReviewBody
    from remit_sdk.models.approvals import RiskAnswer as RiskAnswer
    from remit_sdk.models.approvals import RiskReasonAnswer as RiskReasonAnswer
    from remit_sdk.models.approvals import RuleAnswer as RuleAnswer
    from remit_sdk.models.approvals import RuleBody as RuleBody
    from remit_sdk.models.approvals import RuleList as RuleList
    from remit_sdk.models.approvals import RuleVersions as RuleVersions
    from remit_sdk.models.approvals import SaidAnswer as SaidAnswer
    from remit_sdk.models.approvals import ShownCheckAnswer as ShownCheckAnswer
    from remit_sdk.models.approvals import ShownEvidenceAnswer as ShownEvidenceAnswer
    from remit_sdk.models.approvals import Stage as Stage
    from remit_sdk.models.approvals import StageAnswer as StageAnswer
    from remit_sdk.models.approvals import StageStandingAnswer as StageStandingAnswer
    from remit_sdk.models.approvals import Team as Team
    from remit_sdk.models.approvals import ToolUseAnswer as ToolUseAnswer
    from remit_sdk.models.approvals import UrgentBody as UrgentBody
    from remit_sdk.models.approvals import VerdictAnswer as VerdictAnswer
    from remit_sdk.models.approvals import VerdictBody as VerdictBody
    from remit_sdk.models.approvals import WhoAnswer as WhoAnswer
    from remit_sdk.models.approvals import Whom as Whom
    from remit_sdk.models.approvals import WithdrawalBody as WithdrawalBody
    from remit_sdk.models.audit import AuditActor as AuditActor
    from remit_sdk.models.audit import AuditActorFacet as AuditActorFacet
    from remit_sdk.models.audit import AuditEntryAnswer as AuditEntryAnswer
    from remit_sdk.models.audit import AuditEntryDetail as AuditEntryDetail
    from remit_sdk.models.audit import AuditFacets as AuditFacets
    from remit_sdk.models.audit import AuditPage as AuditPage
    from remit_sdk.models.audit import AuditTypeFacet as AuditTypeFacet
    from remit_sdk.models.audit import CheckpointAnswer as CheckpointAnswer
    from remit_sdk.models.audit import ConsistencyAnswer as ConsistencyAnswer
    from remit_sdk.models.audit import ProofsAnswer as ProofsAnswer
    from remit_sdk.models.audit import ProvenEntry as ProvenEntry
    from remit_sdk.models.budgets import BudgetAnswer as BudgetAnswer
    from remit_sdk.models.budgets import BudgetChange as BudgetChange
    from remit_sdk.models.budgets import BudgetDetail as BudgetDetail
    from remit_sdk.models.budgets import BudgetPage as BudgetPage
    from remit_sdk.models.budgets import LimitUsd as LimitUsd
    from remit_sdk.models.budgets import NewBudget as NewBudget
    from remit_sdk.models.budgets import SpentPeriod as SpentPeriod
    from remit_sdk.models.budgets import SubjectAnswer as SubjectAnswer
    from remit_sdk.models.budgets import SubjectList as SubjectList
    from remit_sdk.models.budgets import Thresholds as Thresholds
    from remit_sdk.models.budgets import WaitingCall as WaitingCall
    from remit_sdk.models.building_agents import CachedCode as CachedCode
    from remit_sdk.models.building_agents import CodeWanted as CodeWanted
    from remit_sdk.models.building_agents import Description as Description
    from remit_sdk.models.building_agents import DraftAnswer as DraftAnswer
    from remit_sdk.models.building_agents import DraftChange as DraftChange
    from remit_sdk.models.building_agents import DraftItem as DraftItem
    from remit_sdk.models.building_agents import DraftPage as DraftPage
    from remit_sdk.models.building_agents import DraftSaving as DraftSaving
    from remit_sdk.models.building_agents import GenerationAnswer as GenerationAnswer
    from remit_sdk.models.building_agents import InterviewerAnswer as InterviewerAnswer
    from remit_sdk.models.building_agents import NewDraft as NewDraft
    from remit_sdk.models.building_agents import Over as Over
    from remit_sdk.models.building_agents import RoundAnswer as RoundAnswer
    from remit_sdk.models.building_agents import SavedDraft as SavedDraft
    from remit_sdk.models.building_agents import Source2 as Source2
    from remit_sdk.models.building_agents import Step as Step
    from remit_sdk.models.connections import ApiVersion as ApiVersion
    from remit_sdk.models.connections import Authority as Authority
    from remit_sdk.models.connections import BaseUrl as BaseUrl
    from remit_sdk.models.connections import BreakerFailures as BreakerFailures
    from remit_sdk.models.connections import BreakerPauseSeconds as BreakerPauseSeconds
    from remit_sdk.models.connections import BreakerWindowSeconds as BreakerWindowSeconds
    from remit_sdk.models.connections import Cached as Cached
    from remit_sdk.models.connections import ChangedTool as ChangedTool
    from remit_sdk.models.connections import Concurrency2 as Concurrency2
    from remit_sdk.models.connections import ConnectSeconds as ConnectSeconds
    from remit_sdk.models.connections import ConnectionAnswer as ConnectionAnswer
    from remit_sdk.models.connections import ConnectionChange as ConnectionChange
    from remit_sdk.models.connections import ConnectionDetail as ConnectionDetail
    from remit_sdk.models.connections import ConnectionHealth as ConnectionHealth
    from remit_sdk.models.connections import ConnectionPage as ConnectionPage
    from remit_sdk.models.connections import ConnectionResilience as ConnectionResilience
    from remit_sdk.models.connections import ConnectionTest as ConnectionTest
    from remit_sdk.models.connections import ConnectionTested as ConnectionTested
    from remit_sdk.models.connections import DefaultModel as DefaultModel
    from remit_sdk.models.connections import Document as Document
    from remit_sdk.models.connections import Fallback as Fallback
    from remit_sdk.models.connections import Fallbacks as Fallbacks
    from remit_sdk.models.connections import FirstPauseSeconds as FirstPauseSeconds
    from remit_sdk.models.connections import GivenPrice as GivenPrice
    from remit_sdk.models.connections import HeadersAdditionalProperty as HeadersAdditionalProperty
    from remit_sdk.models.connections import HttpApi as HttpApi
    from remit_sdk.models.connections import IncludeItem as IncludeItem
    from remit_sdk.models.connections import Input as Input
    from remit_sdk.models.connections import Iss as Iss
    from remit_sdk.models.connections import KindAnswer as KindAnswer
    from remit_sdk.models.connections import KindList as KindList
    from remit_sdk.models.connections import LongestPauseSeconds as LongestPauseSeconds
    from remit_sdk.models.connections import Mail as Mail
    from remit_sdk.models.connections import Mcp as Mcp
    from remit_sdk.models.connections import Model1 as Model1
    from remit_sdk.models.connections import ModelPrice as ModelPrice
    from remit_sdk.models.connections import Models as Models
    from remit_sdk.models.connections import NewConnection as NewConnection
    from remit_sdk.models.connections import NewToolbox as NewToolbox
    from remit_sdk.models.connections import OfferedModel as OfferedModel
    from remit_sdk.models.connections import OfferedModels as OfferedModels
    from remit_sdk.models.connections import Operation as Operation
    from remit_sdk.models.connections import Output as Output
    from remit_sdk.models.connections import Port as Port
    from remit_sdk.models.connections import Queue as Queue
    from remit_sdk.models.connections import QueueSeconds as QueueSeconds
    from remit_sdk.models.connections import Region as Region
    from remit_sdk.models.connections import ResilienceChange as ResilienceChange
    from remit_sdk.models.connections import Retries as Retries
    from remit_sdk.models.connections import Schema as Schema
    from remit_sdk.models.connections import ShownPrice as ShownPrice
    from remit_sdk.models.connections import SignInBegun as SignInBegun
    from remit_sdk.models.connections import SignInCode as SignInCode
    from remit_sdk.models.connections import SignInWanted as SignInWanted
    from remit_sdk.models.connections import SignedIn as SignedIn
    from remit_sdk.models.connections import SilenceSeconds as SilenceSeconds
    from remit_sdk.models.connections import Slack as Slack
    from remit_sdk.models.connections import Sql as Sql
    from remit_sdk.models.connections import Teams as Teams
    from remit_sdk.models.connections import ToolAnswer as ToolAnswer
    from remit_sdk.models.connections import ToolChange as ToolChange
    from remit_sdk.models.connections import ToolDefinition as ToolDefinition
    from remit_sdk.models.connections import ToolDifference as ToolDifference
    from remit_sdk.models.connections import ToolList as ToolList
    from remit_sdk.models.connections import ToolTried as ToolTried
    from remit_sdk.models.connections import ToolTry as ToolTry
    from remit_sdk.models.connections import ToolboxAnswer as ToolboxAnswer
    from remit_sdk.models.connections import ToolboxDetail as ToolboxDetail
    from remit_sdk.models.connections import ToolboxKindAnswer as ToolboxKindAnswer
    from remit_sdk.models.connections import ToolsAccepted as ToolsAccepted
    from remit_sdk.models.connections import UsableTool as UsableTool
    from remit_sdk.models.connections import UsableTools as UsableTools
    from remit_sdk.models.connections import UsualModel as UsualModel
    from remit_sdk.models.connections import WholeSeconds as WholeSeconds
    from remit_sdk.models.conversations import AskedTurn as AskedTurn
    from remit_sdk.models.conversations import AskedVariable as AskedVariable
    from remit_sdk.models.conversations import CandidateAnswer as CandidateAnswer
    from remit_sdk.models.conversations import Candidates as Candidates
    from remit_sdk.models.conversations import ConversationAnswer as ConversationAnswer
    from remit_sdk.models.conversations import ConversationChange as ConversationChange
    from remit_sdk.models.conversations import ConversationFile as ConversationFile
    from remit_sdk.models.conversations import ConversationItem as ConversationItem
    from remit_sdk.models.conversations import ConversationPage as ConversationPage
    from remit_sdk.models.conversations import MessageAnswer as MessageAnswer
    from remit_sdk.models.conversations import MessagePage as MessagePage
    from remit_sdk.models.conversations import MessageProblem as MessageProblem
    from remit_sdk.models.conversations import NewConversation as NewConversation
    from remit_sdk.models.conversations import NewMessage as NewMessage
    from remit_sdk.models.conversations import ParentId as ParentId
    from remit_sdk.models.conversations import ParticipantAnswer as ParticipantAnswer
    from remit_sdk.models.conversations import ParticipantChoice as ParticipantChoice
    from remit_sdk.models.conversations import Shown as Shown
    from remit_sdk.models.conversations import Title as Title
    from remit_sdk.models.conversations import ToItem as ToItem
    from remit_sdk.models.conversations import ToolUse as ToolUse
    from remit_sdk.models.conversations import Version2 as Version2
    from remit_sdk.models.datasets import BaseVersion3 as BaseVersion3
    from remit_sdk.models.datasets import CaseAnswer as CaseAnswer
    from remit_sdk.models.datasets import CaseBody as CaseBody
    from remit_sdk.models.datasets import CasePage as CasePage
    from remit_sdk.models.datasets import CasesBody as CasesBody
    from remit_sdk.models.datasets import CheckedCases as CheckedCases
    from remit_sdk.models.datasets import DatasetAnswer as DatasetAnswer
    from remit_sdk.models.datasets import DatasetDetail as DatasetDetail
    from remit_sdk.models.datasets import DatasetEdit as DatasetEdit
    from remit_sdk.models.datasets import DatasetPage as DatasetPage
    from remit_sdk.models.datasets import DatasetRight as DatasetRight
    from remit_sdk.models.datasets import DatasetText as DatasetText
    from remit_sdk.models.datasets import DatasetVersionAnswer as DatasetVersionAnswer
    from remit_sdk.models.datasets import EditedDataset as EditedDataset
    from remit_sdk.models.datasets import EvaluationAnswers as EvaluationAnswers
    from remit_sdk.models.datasets import NewDataset as NewDataset
    from remit_sdk.models.datasets import Place1 as Place1
    from remit_sdk.models.datasets import ReplacedCase as ReplacedCase
    from remit_sdk.models.datasets import TrialOf as TrialOf
    from remit_sdk.models.datasets import TurnAnswer as TurnAnswer
    from remit_sdk.models.datasets import TurnPage as TurnPage
    from remit_sdk.models.deployed_agents import AgentMetrics as AgentMetrics
    from remit_sdk.models.deployed_agents import AgentStatus as AgentStatus
    from remit_sdk.models.deployed_agents import ChatAnswer as ChatAnswer
    from remit_sdk.models.deployed_agents import ChatQuestion as ChatQuestion
    from remit_sdk.models.deployed_agents import Decisions as Decisions
    from remit_sdk.models.deployed_agents import DeployedAgent as DeployedAgent
    from remit_sdk.models.deployed_agents import DeployedAgents as DeployedAgents
    from remit_sdk.models.deployed_agents import Error as Error
    from remit_sdk.models.deployed_agents import FirstTokenMs as FirstTokenMs
    from remit_sdk.models.deployed_agents import Heartbeat as Heartbeat
    from remit_sdk.models.deployed_agents import HeartbeatAnswer as HeartbeatAnswer
    from remit_sdk.models.deployed_agents import HistoryTurn as HistoryTurn
    from remit_sdk.models.deployed_agents import Invocation as Invocation
    from remit_sdk.models.deployed_agents import InvocationAnswer as InvocationAnswer
    from remit_sdk.models.deployed_agents import Label1 as Label1
    from remit_sdk.models.deployed_agents import PolicyAnswer as PolicyAnswer
    from remit_sdk.models.deployed_agents import Provider as Provider
    from remit_sdk.models.deployed_agents import Questions as Questions
    from remit_sdk.models.deployed_agents import RefusedItem as RefusedItem
    from remit_sdk.models.deployed_agents import ReportedCall as ReportedCall
    from remit_sdk.models.deployed_agents import ReportedViolation as ReportedViolation
    from remit_sdk.models.deployed_agents import RunWaits as RunWaits
    from remit_sdk.models.deployed_agents import Session as Session
    from remit_sdk.models.deployed_agents import TaintItem as TaintItem
    from remit_sdk.models.deployed_agents import TextQuestion as TextQuestion
    from remit_sdk.models.deployed_agents import TokenUsage as TokenUsage
    from remit_sdk.models.deployed_agents import ToolQuestion as ToolQuestion
    from remit_sdk.models.deployed_agents import UptimeSeconds as UptimeSeconds
    from remit_sdk.models.deployed_agents import UsageReport as UsageReport
    from remit_sdk.models.deployed_agents import UsageTaken as UsageTaken
    from remit_sdk.models.deployed_agents import UseWaits as UseWaits
    from remit_sdk.models.deployed_agents import ViolationReport as ViolationReport
    from remit_sdk.models.deployed_agents import ViolationsTaken as ViolationsTaken
    from remit_sdk.models.deployments import ActBody as ActBody
    from remit_sdk.models.deployments import ActHeard as ActHeard
    from remit_sdk.models.deployments import ActionAnswer as ActionAnswer
    from remit_sdk.models.deployments import Agent as Agent
    from remit_sdk.models.deployments import Agent1 as Agent1
    from remit_sdk.models.deployments import AgentOfDeployment as AgentOfDeployment
    from remit_sdk.models.deployments import AliasAnswer as AliasAnswer
    from remit_sdk.models.deployments import AliasList as AliasList
    from remit_sdk.models.deployments import AliasTarget as AliasTarget
    from remit_sdk.models.deployments import Application as Application
    from remit_sdk.models.deployments import BudgetUsdPerHour as BudgetUsdPerHour
    from remit_sdk.models.deployments import CallLog as CallLog
    from remit_sdk.models.deployments import CallsEach as CallsEach
    from remit_sdk.models.deployments import ChangeAnswer as ChangeAnswer
    from remit_sdk.models.deployments import ChoicesAnswer as ChoicesAnswer
    from remit_sdk.models.deployments import CommandAnswer as CommandAnswer
    from remit_sdk.models.deployments import CommandBody as CommandBody
    from remit_sdk.models.deployments import CommandHelp as CommandHelp
    from remit_sdk.models.deployments import CommandProblem as CommandProblem
    from remit_sdk.models.deployments import CommandResult as CommandResult
    from remit_sdk.models.deployments import ConstraintsBody as ConstraintsBody
    from remit_sdk.models.deployments import DeployAgentAnswer as DeployAgentAnswer
    from remit_sdk.models.deployments import DeployAgentBody as DeployAgentBody
    from remit_sdk.models.deployments import Deployment as Deployment
    from remit_sdk.models.deployments import DeploymentDetail as DeploymentDetail
    from remit_sdk.models.deployments import DeploymentKey as DeploymentKey
    from remit_sdk.models.deployments import DeploymentKeys as DeploymentKeys
    from remit_sdk.models.deployments import DeploymentList as DeploymentList
    from remit_sdk.models.deployments import DeploymentMetrics as DeploymentMetrics
    from remit_sdk.models.deployments import DeploymentRow as DeploymentRow
    from remit_sdk.models.deployments import Environment as Environment
    from remit_sdk.models.deployments import EnvironmentAnswer as EnvironmentAnswer
    from remit_sdk.models.deployments import FiguresAnswer as FiguresAnswer
    from remit_sdk.models.deployments import File as File
    from remit_sdk.models.deployments import FindingAnswer as FindingAnswer
    from remit_sdk.models.deployments import HealthAnswer as HealthAnswer
    from remit_sdk.models.deployments import Host1 as Host1
    from remit_sdk.models.deployments import HostCall as HostCall
    from remit_sdk.models.deployments import HostChoice as HostChoice
    from remit_sdk.models.deployments import InstanceAnswer as InstanceAnswer
    from remit_sdk.models.deployments import InstanceChoice as InstanceChoice
    from remit_sdk.models.deployments import InstanceCount as InstanceCount
    from remit_sdk.models.deployments import InstanceList as InstanceList
    from remit_sdk.models.deployments import InstanceOutput as InstanceOutput
    from remit_sdk.models.deployments import InstanceType as InstanceType
    from remit_sdk.models.deployments import InstanceType1 as InstanceType1
    from remit_sdk.models.deployments import LoggedCall as LoggedCall
    from remit_sdk.models.deployments import MadeDeploymentKey as MadeDeploymentKey
    from remit_sdk.models.deployments import MaxContext as MaxContext
    from remit_sdk.models.deployments import MeasuredAnswer as MeasuredAnswer
    from remit_sdk.models.deployments import Model4 as Model4
    from remit_sdk.models.deployments import ModelChoice as ModelChoice
    from remit_sdk.models.deployments import NearDeployment as NearDeployment
    from remit_sdk.models.deployments import NewDeploymentKey as NewDeploymentKey
    from remit_sdk.models.deployments import OutputList as OutputList
    from remit_sdk.models.deployments import PendingChange as PendingChange
    from remit_sdk.models.deployments import PermissionAnswer as PermissionAnswer
    from remit_sdk.models.deployments import PlanBody as PlanBody
    from remit_sdk.models.deployments import PointAnswer as PointAnswer
    from remit_sdk.models.deployments import RefusedResult as RefusedResult
    from remit_sdk.models.deployments import Region2 as Region2
    from remit_sdk.models.deployments import RenderedPlan as RenderedPlan
    from remit_sdk.models.deployments import RevisionAnswer as RevisionAnswer
    from remit_sdk.models.deployments import RevisionDifferences as RevisionDifferences
    from remit_sdk.models.deployments import RevisionList as RevisionList
    from remit_sdk.models.deployments import RollBackBody as RollBackBody
    from remit_sdk.models.deployments import RolloutActAnswer as RolloutActAnswer
    from remit_sdk.models.deployments import RolloutActBody as RolloutActBody
    from remit_sdk.models.deployments import RolloutAnswer as RolloutAnswer
    from remit_sdk.models.deployments import RolloutList as RolloutList
    from remit_sdk.models.deployments import RolloutMoveAnswer as RolloutMoveAnswer
    from remit_sdk.models.deployments import RotateBody as RotateBody
    from remit_sdk.models.deployments import ScaleBody as ScaleBody
    from remit_sdk.models.deployments import Scaling as Scaling
    from remit_sdk.models.deployments import ScalingAnswer as ScalingAnswer
    from remit_sdk.models.deployments import ScorecardAnswer as ScorecardAnswer
    from remit_sdk.models.deployments import SuggestionAnswer as SuggestionAnswer
    from remit_sdk.models.deployments import SuggestionList as SuggestionList
    from remit_sdk.models.deployments import TotalsAnswer as TotalsAnswer
    from remit_sdk.models.deployments import TransitionAnswer as TransitionAnswer
    from remit_sdk.models.deployments import Window as Window
    from remit_sdk.models.environments import Before as Before
    from remit_sdk.models.environments import CostRatio as CostRatio
    from remit_sdk.models.environments import EnvironmentBody as EnvironmentBody
    from remit_sdk.models.environments import EnvironmentList as EnvironmentList
    from remit_sdk.models.environments import EnvironmentPromotion as EnvironmentPromotion
    from remit_sdk.models.environments import EnvironmentSetting as EnvironmentSetting
    from remit_sdk.models.environments import ErrorPoints as ErrorPoints
    from remit_sdk.models.environments import FreezeAnswer as FreezeAnswer
    from remit_sdk.models.environments import FreezeBody as FreezeBody
    from remit_sdk.models.environments import Gates as Gates
    from remit_sdk.models.environments import Host as Host
    from remit_sdk.models.environments import LatencyRatio as LatencyRatio
    from remit_sdk.models.environments import MinScore as MinScore
    from remit_sdk.models.environments import Name9 as Name9
    from remit_sdk.models.environments import NewEnvironment as NewEnvironment
    from remit_sdk.models.environments import OrderBody as OrderBody
    from remit_sdk.models.environments import PromoteToBody as PromoteToBody
    from remit_sdk.models.environments import PromotedAnswer as PromotedAnswer
    from remit_sdk.models.environments import Step1 as Step1
    from remit_sdk.models.environments import Strategy as Strategy
    from remit_sdk.models.environments import Title2 as Title2
    from remit_sdk.models.environments import To as To
    from remit_sdk.models.environments import ViolationPoints as ViolationPoints
    from remit_sdk.models.evaluations import CaseScore as CaseScore
    from remit_sdk.models.evaluations import ComparedAnswer as ComparedAnswer
    from remit_sdk.models.evaluations import ComparedCase as ComparedCase
    from remit_sdk.models.evaluations import ComparedCounts as ComparedCounts
    from remit_sdk.models.evaluations import ComparedScorer as ComparedScorer
    from remit_sdk.models.evaluations import ComparedSide as ComparedSide
    from remit_sdk.models.evaluations import ComparisonAnswer as ComparisonAnswer
    from remit_sdk.models.evaluations import Criteria as Criteria
    from remit_sdk.models.evaluations import DatasetVersion as DatasetVersion
    from remit_sdk.models.evaluations import EvaluationAnswer as EvaluationAnswer
    from remit_sdk.models.evaluations import EvaluationDetail as EvaluationDetail
    from remit_sdk.models.evaluations import EvaluationEstimate as EvaluationEstimate
    from remit_sdk.models.evaluations import EvaluationPage as EvaluationPage
    from remit_sdk.models.evaluations import EvaluationProblem as EvaluationProblem
    from remit_sdk.models.evaluations import EvaluationRuleAnswer as EvaluationRuleAnswer
    from remit_sdk.models.evaluations import EvaluationRules as EvaluationRules
    from remit_sdk.models.evaluations import Judge as Judge
    from remit_sdk.models.evaluations import Latency as Latency
    from remit_sdk.models.evaluations import Model5 as Model5
    from remit_sdk.models.evaluations import Name10 as Name10
    from remit_sdk.models.evaluations import NewEvaluation as NewEvaluation
    from remit_sdk.models.evaluations import NewEvaluationRule as NewEvaluationRule
    from remit_sdk.models.evaluations import PassAt as PassAt
    from remit_sdk.models.evaluations import Path as Path
    from remit_sdk.models.evaluations import Pattern as Pattern
    from remit_sdk.models.evaluations import RelativeTolerance as RelativeTolerance
    from remit_sdk.models.evaluations import ResultAnswer as ResultAnswer
    from remit_sdk.models.evaluations import ResultPage as ResultPage
    from remit_sdk.models.evaluations import RunSummary as RunSummary
    from remit_sdk.models.evaluations import Scorer as Scorer
    from remit_sdk.models.evaluations import ScorerSummary as ScorerSummary
    from remit_sdk.models.evaluations import TagSummary as TagSummary
    from remit_sdk.models.evaluations import Threshold as Threshold
    from remit_sdk.models.evaluations import Tolerance as Tolerance
    from remit_sdk.models.evaluations import Value as Value
    from remit_sdk.models.evaluations import Values as Values
    from remit_sdk.models.evaluations import Version1 as Version1
    from remit_sdk.models.health import Health as Health
    from remit_sdk.models.insights import ActiveFigure as ActiveFigure
    from remit_sdk.models.insights import Activity as Activity
    from remit_sdk.models.insights import ActivityActor as ActivityActor
    from remit_sdk.models.insights import ActivityList as ActivityList
    from remit_sdk.models.insights import AdviceAnswer as AdviceAnswer
    from remit_sdk.models.insights import AdviceList as AdviceList
    from remit_sdk.models.insights import ApprovalsFigure as ApprovalsFigure
    from remit_sdk.models.insights import Attention as Attention
    from remit_sdk.models.insights import AttentionList as AttentionList
    from remit_sdk.models.insights import BudgetUse as BudgetUse
    from remit_sdk.models.insights import BuildingDay as BuildingDay
    from remit_sdk.models.insights import BuildingFigures as BuildingFigures
    from remit_sdk.models.insights import BuildingTimes as BuildingTimes
    from remit_sdk.models.insights import CallChart as CallChart
    from remit_sdk.models.insights import CallPoint as CallPoint
    from remit_sdk.models.insights import CallsFigure as CallsFigure
    from remit_sdk.models.insights import CostChart as CostChart
    from remit_sdk.models.insights import CostPoint as CostPoint
    from remit_sdk.models.insights import CostlyAgent as CostlyAgent
    from remit_sdk.models.insights import Overview as Overview
    from remit_sdk.models.insights import Place as Place
    from remit_sdk.models.insights import PromotionFigures as PromotionFigures
    from remit_sdk.models.insights import SpendFigure as SpendFigure
    from remit_sdk.models.insights import Started as Started
    from remit_sdk.models.invitations import Acceptance as Acceptance
    from remit_sdk.models.invitations import InvitationAnswer as InvitationAnswer
    from remit_sdk.models.invitations import InvitationBody as InvitationBody
    from remit_sdk.models.invitations import InvitationLook as InvitationLook
    from remit_sdk.models.invitations import InvitationPage as InvitationPage
    from remit_sdk.models.invitations import MadeInvitation as MadeInvitation
    from remit_sdk.models.keys import KeyAnswer as KeyAnswer
    from remit_sdk.models.keys import KeyPage as KeyPage
    from remit_sdk.models.keys import MadeKey as MadeKey
    from remit_sdk.models.keys import NewKeyBody as NewKeyBody
    from remit_sdk.models.knowledge import DocumentAnswer as DocumentAnswer
    from remit_sdk.models.knowledge import DocumentList as DocumentList
    from remit_sdk.models.knowledge import DocumentSummary as DocumentSummary
    from remit_sdk.models.limits import Concurrency as Concurrency
    from remit_sdk.models.limits import LimitAnswer as LimitAnswer
    from remit_sdk.models.limits import LimitChange as LimitChange
    from remit_sdk.models.limits import LimitPage as LimitPage
    from remit_sdk.models.limits import NewLimit as NewLimit
    from remit_sdk.models.limits import RequestsPerMinute as RequestsPerMinute
    from remit_sdk.models.limits import StandardLimit as StandardLimit
    from remit_sdk.models.limits import TokensPerMinute as TokensPerMinute
    from remit_sdk.models.members import MemberAnswer as MemberAnswer
    from remit_sdk.models.members import MemberChange as MemberChange
    from remit_sdk.models.members import MemberPage as MemberPage
    from remit_sdk.models.members import RoleAnswer as RoleAnswer
    from remit_sdk.models.members import RoleList as RoleList
    from remit_sdk.models.metrics import ActiveDeployment as ActiveDeployment
    from remit_sdk.models.metrics import ActiveDeployments as ActiveDeployments
    from remit_sdk.models.metrics import MonthlyCosts as MonthlyCosts
    from remit_sdk.models.metrics import PendingApprovals as PendingApprovals
    from remit_sdk.models.metrics import Period as Period
    from remit_sdk.models.notifications import Address as Address
    from remit_sdk.models.notifications import Addresses as Addresses
    from remit_sdk.models.notifications import ConnectionId as ConnectionId
    from remit_sdk.models.notifications import Environment1 as Environment1
    from remit_sdk.models.notifications import Environments as Environments
    from remit_sdk.models.notifications import Kinds as Kinds
    from remit_sdk.models.notifications import MadeNotification as MadeNotification
    from remit_sdk.models.notifications import NewNotification as NewNotification
    from remit_sdk.models.notifications import NoticeKindAnswer as NoticeKindAnswer
    from remit_sdk.models.notifications import NoticeKindList as NoticeKindList
    from remit_sdk.models.notifications import NoticeMessageAnswer as NoticeMessageAnswer
    from remit_sdk.models.notifications import NoticeMessagePage as NoticeMessagePage
    from remit_sdk.models.notifications import NotificationAnswer as NotificationAnswer
    from remit_sdk.models.notifications import NotificationChange as NotificationChange
    from remit_sdk.models.notifications import NotificationPage as NotificationPage
    from remit_sdk.models.notifications import NotificationTested as NotificationTested
    from remit_sdk.models.notifications import PreferenceAnswer as PreferenceAnswer
    from remit_sdk.models.notifications import PreferenceBody as PreferenceBody
    from remit_sdk.models.notifications import RotatedSecret as RotatedSecret
    from remit_sdk.models.organizations import Membership as Membership
    from remit_sdk.models.organizations import MembershipList as MembershipList
    from remit_sdk.models.organizations import OrganizationBody as OrganizationBody
    from remit_sdk.models.organizations import SwitchBody as SwitchBody
    from remit_sdk.models.policies import PolicyAction as PolicyAction
    from remit_sdk.models.policies import PolicyApplication as PolicyApplication
    from remit_sdk.models.policies import PolicyAttribute as PolicyAttribute
    from remit_sdk.models.policies import PolicyCheck as PolicyCheck
    from remit_sdk.models.policies import PolicyDifference as PolicyDifference
    from remit_sdk.models.policies import PolicyDraft as PolicyDraft
    from remit_sdk.models.policies import PolicyExample as PolicyExample
    from remit_sdk.models.policies import PolicyFinding as PolicyFinding
    from remit_sdk.models.policies import PolicyItem as PolicyItem
    from remit_sdk.models.policies import PolicyPage as PolicyPage
    from remit_sdk.models.policies import PolicyReplay as PolicyReplay
    from remit_sdk.models.policies import PolicyReplayAnswer as PolicyReplayAnswer
    from remit_sdk.models.policies import PolicyResourceKind as PolicyResourceKind
    from remit_sdk.models.policies import PolicySchemaAnswer as PolicySchemaAnswer
    from remit_sdk.models.policies import PolicyVersionAnswer as PolicyVersionAnswer
    from remit_sdk.models.policies import PolicyVersionItem as PolicyVersionItem
    from remit_sdk.models.policies import PolicyVersionPage as PolicyVersionPage
    from remit_sdk.models.policies import ReplayedChange as ReplayedChange
    from remit_sdk.models.policies import ReplayedTotal as ReplayedTotal
    from remit_sdk.models.policies import Restores as Restores
    from remit_sdk.models.runs import RunAnswer as RunAnswer
    from remit_sdk.models.runs import RunAskedBy as RunAskedBy
    from remit_sdk.models.runs import RunCall as RunCall
    from remit_sdk.models.runs import RunCancelBody as RunCancelBody
    from remit_sdk.models.runs import RunDecision as RunDecision
    from remit_sdk.models.runs import RunDetail as RunDetail
    from remit_sdk.models.runs import RunPage as RunPage
    from remit_sdk.models.runs import RunProblem as RunProblem
    from remit_sdk.models.runs import RunStep as RunStep
    from remit_sdk.models.runs import RunUseAnswer as RunUseAnswer
    from remit_sdk.models.session import Current as Current
    from remit_sdk.models.session import Email as Email
    from remit_sdk.models.session import Ended as Ended
    from remit_sdk.models.session import NameBody as NameBody
    from remit_sdk.models.session import NewPassword as NewPassword
    from remit_sdk.models.session import OidcOption as OidcOption
    from remit_sdk.models.session import SeenSession as SeenSession
    from remit_sdk.models.session import SessionList as SessionList
    from remit_sdk.models.session import SignInBody as SignInBody
    from remit_sdk.models.session import SignInOptions as SignInOptions
    from remit_sdk.models.session import Token as Token
    from remit_sdk.models.shared import AccountAnswer as AccountAnswer
    from remit_sdk.models.shared import ActRequest as ActRequest
    from remit_sdk.models.shared import AgentAnswer as AgentAnswer
    from remit_sdk.models.shared import AgentCounts as AgentCounts
    from remit_sdk.models.shared import AgentPage as AgentPage
    from remit_sdk.models.shared import AgentPromotion as AgentPromotion
    from remit_sdk.models.shared import AppliedAgent as AppliedAgent
    from remit_sdk.models.shared import ApprovalAnswer as ApprovalAnswer
    from remit_sdk.models.shared import ArtifactAnswer as ArtifactAnswer
    from remit_sdk.models.shared import Author as Author
    from remit_sdk.models.shared import BaseVersion1 as BaseVersion1
    from remit_sdk.models.shared import CheckAnswer as CheckAnswer
    from remit_sdk.models.shared import CitationAnswer as CitationAnswer
    from remit_sdk.models.shared import CostAnswer as CostAnswer
    from remit_sdk.models.shared import DeploymentAnswer as DeploymentAnswer
    from remit_sdk.models.shared import EvidenceAnswer as EvidenceAnswer
    from remit_sdk.models.shared import FieldDifference as FieldDifference
    from remit_sdk.models.shared import FieldProblem as FieldProblem
    from remit_sdk.models.shared import Finding as Finding
    from remit_sdk.models.shared import Name as Name
    from remit_sdk.models.shared import OrganizationAnswer as OrganizationAnswer
    from remit_sdk.models.shared import Password as Password
    from remit_sdk.models.shared import Principal as Principal
    from remit_sdk.models.shared import PrincipalAnswer as PrincipalAnswer
    from remit_sdk.models.shared import Problem as Problem
    from remit_sdk.models.shared import PromotionAnswer as PromotionAnswer
    from remit_sdk.models.shared import PromotionRequirements as PromotionRequirements
    from remit_sdk.models.shared import RequirementAnswer as RequirementAnswer
    from remit_sdk.models.shared import SessionAnswer as SessionAnswer
    from remit_sdk.models.shared import Subject as Subject
    from remit_sdk.models.shared import TrialCase as TrialCase
    from remit_sdk.models.shared import TrialEffect as TrialEffect
    from remit_sdk.models.shared import TrialReport as TrialReport
    from remit_sdk.models.shared import Url as Url
    from remit_sdk.models.shared import UserId as UserId
    from remit_sdk.models.shared import ValidationAnswer as ValidationAnswer
    from remit_sdk.models.shared import VersionAnswer as VersionAnswer
    from remit_sdk.models.shared import VersionAuthor as VersionAuthor
    from remit_sdk.models.teams import NewTeam as NewTeam
    from remit_sdk.models.teams import TeamAnswer as TeamAnswer
    from remit_sdk.models.teams import TeamChange as TeamChange
    from remit_sdk.models.teams import TeamDetail as TeamDetail
    from remit_sdk.models.teams import TeamHolder as TeamHolder
    from remit_sdk.models.teams import TeamPage as TeamPage
    from remit_sdk.models.usage import CallAnswer as CallAnswer
    from remit_sdk.models.usage import CallPage as CallPage
    from remit_sdk.models.usage import CallParty as CallParty
    from remit_sdk.models.usage import UsageGroup as UsageGroup
    from remit_sdk.models.usage import UsagePoint as UsagePoint
    from remit_sdk.models.usage import UsageSum as UsageSum
    from remit_sdk.models.usage import UsageSummary as UsageSummary
    from remit_sdk.models.violations import ViolationActor as ViolationActor
    from remit_sdk.models.violations import ViolationAnswer as ViolationAnswer
    from remit_sdk.models.violations import ViolationChange as ViolationChange
    from remit_sdk.models.violations import ViolationCounts as ViolationCounts
    from remit_sdk.models.violations import ViolationDecider as ViolationDecider
    from remit_sdk.models.violations import ViolationDetail as ViolationDetail
    from remit_sdk.models.violations import ViolationEvidence as ViolationEvidence
    from remit_sdk.models.violations import ViolationPage as ViolationPage
    from remit_sdk.models.violations import ViolationRule as ViolationRule
    from remit_sdk.models.violations import ViolationSummary as ViolationSummary
    from remit_sdk.models.violations import ViolationsOfDay as ViolationsOfDay
    from remit_sdk.models.violations import ViolationsOfRule as ViolationsOfRule
    from remit_sdk.models.violations import ViolationsOfSubject as ViolationsOfSubject

_PARTS = {
    "Acceptance": "invitations",
    "AccountAnswer": "shared",
    "ActBody": "deployments",
    "ActHeard": "deployments",
    "ActRequest": "shared",
    "ActionAnswer": "deployments",
    "ActiveDeployment": "metrics",
    "ActiveDeployments": "metrics",
    "ActiveFigure": "insights",
    "Activity": "insights",
    "ActivityActor": "insights",
    "ActivityList": "insights",
    "Address": "notifications",
    "Addresses": "notifications",
    "AdviceAnswer": "insights",
    "AdviceList": "insights",
    "Agent": "deployments",
    "Agent1": "deployments",
    "AgentAnswer": "shared",
    "AgentChange": "agent_administration",
    "AgentCounts": "shared",
    "AgentDetail": "agents",
    "AgentDraft": "agent_administration",
    "AgentDraftText": "agent_administration",
    "AgentFile": "agents",
    "AgentFiles": "agents",
    "AgentMetrics": "deployed_agents",
    "AgentOfDeployment": "deployments",
    "AgentPage": "shared",
    "AgentPromotion": "shared",
    "AgentRight": "agents",
    "AgentStatus": "deployed_agents",
    "AgentTemplate": "agents",
    "AgentTemplates": "agents",
    "AgentText": "agents",
    "AliasAnswer": "deployments",
    "AliasList": "deployments",
    "AliasTarget": "deployments",
    "AnnotatorAnswer": "annotators",
    "AnnotatorChange": "annotators",
    "AnnotatorHealth": "annotators",
    "AnnotatorKindAnswer": "annotators",
    "AnnotatorKindList": "annotators",
    "AnnotatorOptions": "annotators",
    "AnnotatorPage": "annotators",
    "AnnotatorTested": "annotators",
    "ApiVersion": "connections",
    "Application": "deployments",
    "AppliedAgent": "shared",
    "ApprovalAnswer": "shared",
    "ApprovalList": "approvals",
    "ApprovalsFigure": "insights",
    "Approver": "approvals",
    "Archive": "agents",
    "ArtifactAnswer": "shared",
    "AskedTurn": "conversations",
    "AskedVariable": "conversations",
    "Attention": "insights",
    "AttentionList": "insights",
    "AuditActor": "audit",
    "AuditActorFacet": "audit",
    "AuditEntryAnswer": "audit",
    "AuditEntryDetail": "audit",
    "AuditFacets": "audit",
    "AuditPage": "audit",
    "AuditTypeFacet": "audit",
    "Author": "shared",
    "Authority": "connections",
    "BaseUrl": "connections",
    "BaseVersion": "agent_administration",
    "BaseVersion1": "shared",
    "BaseVersion3": "datasets",
    "Before": "environments",
    "BreakerFailures": "connections",
    "BreakerPauseSeconds": "connections",
    "BreakerWindowSeconds": "connections",
    "BudgetAnswer": "budgets",
    "BudgetChange": "budgets",
    "BudgetDetail": "budgets",
    "BudgetPage": "budgets",
    "BudgetUsdPerHour": "deployments",
    "BudgetUse": "insights",
    "BuildingDay": "insights",
    "BuildingFigures": "insights",
    "BuildingTimes": "insights",
    "Cached": "connections",
    "CachedCode": "building_agents",
    "CallAnswer": "usage",
    "CallChart": "insights",
    "CallLog": "deployments",
    "CallPage": "usage",
    "CallParty": "usage",
    "CallPoint": "insights",
    "CallsEach": "deployments",
    "CallsFigure": "insights",
    "CandidateAnswer": "conversations",
    "Candidates": "conversations",
    "Card": "agents_that_run_elsewhere",
    "CardAnswer": "agents_that_run_elsewhere",
    "CardSkill": "agents_that_run_elsewhere",
    "CaseAnswer": "datasets",
    "CaseBody": "datasets",
    "CasePage": "datasets",
    "CaseScore": "evaluations",
    "CasesBody": "datasets",
    "ChangeAnswer": "deployments",
    "ChangeCostAnswer": "approvals",
    "ChangedTool": "connections",
    "ChatAnswer": "deployed_agents",
    "ChatQuestion": "deployed_agents",
    "CheckAnswer": "shared",
    "CheckedCases": "datasets",
    "CheckpointAnswer": "audit",
    "ChoicesAnswer": "deployments",
    "CitationAnswer": "shared",
    "CodeWanted": "building_agents",
    "CommandAnswer": "deployments",
    "CommandBody": "deployments",
    "CommandHelp": "deployments",
    "CommandProblem": "deployments",
    "CommandResult": "deployments",
    "ComparedAnswer": "evaluations",
    "ComparedCase": "evaluations",
    "ComparedCounts": "evaluations",
    "ComparedScorer": "evaluations",
    "ComparedSide": "evaluations",
    "ComparisonAnswer": "evaluations",
    "Concurrency": "limits",
    "Concurrency2": "connections",
    "ConnectSeconds": "connections",
    "Connection": "agents_that_run_elsewhere",
    "ConnectionAnswer": "connections",
    "ConnectionChange": "connections",
    "ConnectionDetail": "connections",
    "ConnectionHealth": "connections",
    "ConnectionId": "notifications",
    "ConnectionPage": "connections",
    "ConnectionResilience": "connections",
    "ConnectionTest": "connections",
    "ConnectionTested": "connections",
    "ConsistencyAnswer": "audit",
    "ConstraintsBody": "deployments",
    "ConversationAnswer": "conversations",
    "ConversationChange": "conversations",
    "ConversationFile": "conversations",
    "ConversationItem": "conversations",
    "ConversationPage": "conversations",
    "CostAnswer": "shared",
    "CostChart": "insights",
    "CostPoint": "insights",
    "CostRatio": "environments",
    "CostlyAgent": "insights",
    "Criteria": "evaluations",
    "Current": "session",
    "DatasetAnswer": "datasets",
    "DatasetDetail": "datasets",
    "DatasetEdit": "datasets",
    "DatasetPage": "datasets",
    "DatasetRight": "datasets",
    "DatasetText": "datasets",
    "DatasetVersion": "evaluations",
    "DatasetVersionAnswer": "datasets",
    "DecisionAnswer": "approvals",
    "DecisionBody": "approvals",
    "Decisions": "deployed_agents",
    "DefaultModel": "connections",
    "DelegationAnswer": "approvals",
    "DelegationPage": "approvals",
    "DeployAgentAnswer": "deployments",
    "DeployAgentBody": "deployments",
    "DeployedAgent": "deployed_agents",
    "DeployedAgents": "deployed_agents",
    "Deployment": "deployments",
    "DeploymentAnswer": "shared",
    "DeploymentDetail": "deployments",
    "DeploymentKey": "deployments",
    "DeploymentKeys": "deployments",
    "DeploymentList": "deployments",
    "DeploymentMetrics": "deployments",
    "DeploymentRow": "deployments",
    "Description": "building_agents",
    "DifferenceAnswer": "approvals",
    "Digest": "approvals",
    "Directions": "annotators",
    "Document": "connections",
    "DocumentAnswer": "knowledge",
    "DocumentList": "knowledge",
    "DocumentSummary": "knowledge",
    "DocumentsAnswer": "approvals",
    "DraftAnswer": "building_agents",
    "DraftChange": "building_agents",
    "DraftItem": "building_agents",
    "DraftPage": "building_agents",
    "DraftSaving": "building_agents",
    "DryRun": "agents",
    "EditedDataset": "datasets",
    "Email": "session",
    "Ended": "session",
    "Environment": "deployments",
    "Environment1": "notifications",
    "Environment3": "approvals",
    "EnvironmentAnswer": "deployments",
    "EnvironmentBody": "environments",
    "EnvironmentList": "environments",
    "EnvironmentPromotion": "environments",
    "EnvironmentSetting": "environments",
    "Environments": "notifications",
    "Error": "deployed_agents",
    "ErrorPoints": "environments",
    "EvaluationAnswer": "evaluations",
    "EvaluationAnswers": "datasets",
    "EvaluationDetail": "evaluations",
    "EvaluationEstimate": "evaluations",
    "EvaluationPage": "evaluations",
    "EvaluationProblem": "evaluations",
    "EvaluationRuleAnswer": "evaluations",
    "EvaluationRules": "evaluations",
    "EvidenceAnswer": "shared",
    "ExportedAgent": "agents",
    "ExternalAgentAnswer": "agents_that_run_elsewhere",
    "ExternalInstanceAnswer": "agents_that_run_elsewhere",
    "Fallback": "connections",
    "Fallbacks": "connections",
    "FieldDifference": "shared",
    "FieldProblem": "shared",
    "FiguresAnswer": "deployments",
    "File": "deployments",
    "FilesAdditionalProperty": "agents",
    "FilesPlan": "agents",
    "Finding": "shared",
    "FindingAnswer": "deployments",
    "FirstPauseSeconds": "connections",
    "FirstTokenMs": "deployed_agents",
    "FreezeAnswer": "environments",
    "FreezeBody": "environments",
    "Gates": "environments",
    "GenerationAnswer": "building_agents",
    "GivenPrice": "connections",
    "HeadersAdditionalProperty": "connections",
    "Health": "health",
    "HealthAnswer": "deployments",
    "Heartbeat": "deployed_agents",
    "HeartbeatAnswer": "deployed_agents",
    "HistoryTurn": "deployed_agents",
    "Host": "environments",
    "Host1": "deployments",
    "HostCall": "deployments",
    "HostChoice": "deployments",
    "HttpApi": "connections",
    "IncludeItem": "connections",
    "Input": "connections",
    "InstanceAnswer": "deployments",
    "InstanceChoice": "deployments",
    "InstanceCount": "deployments",
    "InstanceList": "deployments",
    "InstanceOutput": "deployments",
    "InstanceType": "deployments",
    "InstanceType1": "deployments",
    "InterviewerAnswer": "building_agents",
    "InvitationAnswer": "invitations",
    "InvitationBody": "invitations",
    "InvitationLook": "invitations",
    "InvitationPage": "invitations",
    "Invocation": "deployed_agents",
    "InvocationAnswer": "deployed_agents",
    "Iss": "connections",
    "Judge": "evaluations",
    "KeyAnswer": "keys",
    "KeyPage": "keys",
    "Kind": "approvals",
    "KindAnswer": "connections",
    "KindList": "connections",
    "Kinds": "notifications",
    "Label": "annotators",
    "Label1": "deployed_agents",
    "Labels": "annotators",
    "Labels1": "annotators",
    "Labels1Item": "annotators",
    "Language": "annotators",
    "Latency": "evaluations",
    "LatencyRatio": "environments",
    "LeastScore": "annotators",
    "LentAnswer": "approvals",
    "LimitAnswer": "limits",
    "LimitChange": "limits",
    "LimitPage": "limits",
    "LimitUsd": "budgets",
    "LinkAnswer": "approvals",
    "LinkDecision": "approvals",
    "LoggedCall": "deployments",
    "LongestPauseSeconds": "connections",
    "MadeDeploymentKey": "deployments",
    "MadeInvitation": "invitations",
    "MadeKey": "keys",
    "MadeNotification": "notifications",
    "Mail": "connections",
    "MaxContext": "deployments",
    "MayDecideAnswer": "approvals",
    "Mcp": "connections",
    "MeasuredAnswer": "deployments",
    "Member": "approvals",
    "MemberAnswer": "members",
    "MemberChange": "members",
    "MemberPage": "members",
    "Membership": "organizations",
    "MembershipList": "organizations",
    "MessageAnswer": "conversations",
    "MessagePage": "conversations",
    "MessageProblem": "conversations",
    "MinScore": "environments",
    "Model1": "connections",
    "Model3": "agents_that_run_elsewhere",
    "Model4": "deployments",
    "Model5": "evaluations",
    "ModelChoice": "deployments",
    "ModelModel": "annotators",
    "ModelPrice": "connections",
    "Models": "connections",
    "MonthlyCosts": "metrics",
    "Name": "shared",
    "Name10": "evaluations",
    "Name9": "environments",
    "NameBody": "session",
    "NearDeployment": "deployments",
    "NewAnnotator": "annotators",
    "NewBudget": "budgets",
    "NewConnection": "connections",
    "NewConversation": "conversations",
    "NewDataset": "datasets",
    "NewDelegation": "approvals",
    "NewDeploymentKey": "deployments",
    "NewDraft": "building_agents",
    "NewEnvironment": "environments",
    "NewEvaluation": "evaluations",
    "NewEvaluationRule": "evaluations",
    "NewExternalAgent": "agents_that_run_elsewhere",
    "NewKeyBody": "keys",
    "NewLimit": "limits",
    "NewMessage": "conversations",
    "NewNotification": "notifications",
    "NewPassword": "session",
    "NewTeam": "teams",
    "NewToolbox": "connections",
    "NoticeKindAnswer": "notifications",
    "NoticeKindList": "notifications",
    "NoticeMessageAnswer": "notifications",
    "NoticeMessagePage": "notifications",
    "NotificationAnswer": "notifications",
    "NotificationChange": "notifications",
    "NotificationPage": "notifications",
    "NotificationTested": "notifications",
    "OfferedModel": "connections",
    "OfferedModels": "connections",
    "OidcOption": "session",
    "Operation": "connections",
    "OrderBody": "environments",
    "OrganizationAnswer": "shared",
    "OrganizationBody": "organizations",
    "Output": "connections",
    "OutputList": "deployments",
    "Over": "building_agents",
    "OverrideAnswer": "approvals",
    "Overview": "insights",
    "ParentId": "conversations",
    "ParticipantAnswer": "conversations",
    "ParticipantChoice": "conversations",
    "PassAt": "evaluations",
    "Password": "shared",
    "Path": "evaluations",
    "Pattern": "evaluations",
    "PendingApprovals": "metrics",
    "PendingChange": "deployments",
    "Period": "metrics",
    "PermissionAnswer": "deployments",
    "Place": "insights",
    "Place1": "datasets",
    "PlanBody": "deployments",
    "PlannedFile": "agents",
    "PointAnswer": "deployments",
    "PolicyAction": "policies",
    "PolicyAnswer": "deployed_agents",
    "PolicyApplication": "policies",
    "PolicyAttribute": "policies",
    "PolicyCheck": "policies",
    "PolicyDifference": "policies",
    "PolicyDraft": "policies",
    "PolicyExample": "policies",
    "PolicyFinding": "policies",
    "PolicyItem": "policies",
    "PolicyPage": "policies",
    "PolicyReplay": "policies",
    "PolicyReplayAnswer": "policies",
    "PolicyResourceKind": "policies",
    "PolicySchemaAnswer": "policies",
    "PolicyVersionAnswer": "policies",
    "PolicyVersionItem": "policies",
    "PolicyVersionPage": "policies",
    "Port": "connections",
    "PreferenceAnswer": "notifications",
    "PreferenceBody": "notifications",
    "PriceAnswer": "approvals",
    "Principal": "shared",
    "PrincipalAnswer": "shared",
    "Problem": "shared",
    "ProgressAnswer": "approvals",
    "PromoteToBody": "environments",
    "PromotedAnswer": "environments",
    "PromotionAnswer": "shared",
    "PromotionFigures": "insights",
    "PromotionRequirements": "shared",
    "ProofsAnswer": "audit",
    "ProposalAnswer": "approvals",
    "ProposalCount": "approvals",
    "ProposalDetail": "approvals",
    "ProposalPage": "approvals",
    "ProvenEntry": "audit",
    "Provider": "deployed_agents",
    "Questions": "deployed_agents",
    "Queue": "connections",
    "QueueSeconds": "connections",
    "RefusedItem": "deployed_agents",
    "RefusedResult": "deployments",
    "Region": "connections",
    "Region2": "deployments",
    "RegisteredAgent": "agents_that_run_elsewhere",
    "RelativeTolerance": "evaluations",
    "RenderedPlan": "deployments",
    "ReplacedCase": "datasets",
    "ReplayAnswer": "approvals",
    "ReplayCaseAnswer": "approvals",
    "ReplaySideAnswer": "approvals",
    "ReplayedChange": "policies",
    "ReplayedTotal": "policies",
    "ReportedCall": "deployed_agents",
    "ReportedViolation": "deployed_agents",
    "RequestsPerMinute": "limits",
    "RequirementAnswer": "shared",
    "ResilienceChange": "connections",
    "Restores": "policies",
    "ResultAnswer": "evaluations",
    "ResultPage": "evaluations",
    "Retries": "connections",
    "ReviewBody": "approvals",
    "RevisionAnswer": "deployments",
    "RevisionDifferences": "deployments",
    "RevisionList": "deployments",
    "RiskAnswer": "approvals",
    "RiskReasonAnswer": "approvals",
    "RoleAnswer": "members",
    "RoleList": "members",
    "RollBackBody": "deployments",
    "RolloutActAnswer": "deployments",
    "RolloutActBody": "deployments",
    "RolloutAnswer": "deployments",
    "RolloutList": "deployments",
    "RolloutMoveAnswer": "deployments",
    "RotateBody": "deployments",
    "RotatedSecret": "notifications",
    "RoundAnswer": "building_agents",
    "RuleAnswer": "approvals",
    "RuleBody": "approvals",
    "RuleList": "approvals",
    "RuleVersions": "approvals",
    "RunAnswer": "runs",
    "RunAskedBy": "runs",
    "RunCall": "runs",
    "RunCancelBody": "runs",
    "RunDecision": "runs",
    "RunDetail": "runs",
    "RunPage": "runs",
    "RunProblem": "runs",
    "RunStep": "runs",
    "RunSummary": "evaluations",
    "RunUseAnswer": "runs",
    "RunWaits": "deployed_agents",
    "SaidAnswer": "approvals",
    "Sample": "annotators",
    "SampleLabel": "annotators",
    "SavedDraft": "building_agents",
    "ScaleBody": "deployments",
    "Scaling": "deployments",
    "ScalingAnswer": "deployments",
    "Schema": "connections",
    "ScorecardAnswer": "deployments",
    "Scorer": "evaluations",
    "ScorerSummary": "evaluations",
    "SeenSession": "session",
    "Session": "deployed_agents",
    "SessionAnswer": "shared",
    "SessionList": "session",
    "Shown": "conversations",
    "ShownCheckAnswer": "approvals",
    "ShownEvidenceAnswer": "approvals",
    "ShownPrice": "connections",
    "SignInBegun": "connections",
    "SignInBody": "session",
    "SignInCode": "connections",
    "SignInOptions": "session",
    "SignInWanted": "connections",
    "SignedIn": "connections",
    "SilenceSeconds": "connections",
    "Slack": "connections",
    "Slug": "agents",
    "SmokeRun": "agent_administration",
    "Source": "agent_administration",
    "Source2": "building_agents",
    "Source3": "agent_administration",
    "SpendFigure": "insights",
    "SpentPeriod": "budgets",
    "Sql": "connections",
    "Stage": "approvals",
    "StageAnswer": "approvals",
    "StageStandingAnswer": "approvals",
    "StandardLimit": "limits",
    "StandingAgent": "agents",
    "Started": "insights",
    "Step": "building_agents",
    "Step1": "environments",
    "Strategy": "environments",
    "Subject": "shared",
    "SubjectAnswer": "budgets",
    "SubjectList": "budgets",
    "SuggestionAnswer": "deployments",
    "SuggestionList": "deployments",
    "SwitchBody": "organizations",
    "TagSummary": "evaluations",
    "TaintItem": "deployed_agents",
    "Team": "approvals",
    "TeamAnswer": "teams",
    "TeamChange": "teams",
    "TeamDetail": "teams",
    "TeamHolder": "teams",
    "TeamPage": "teams",
    "Teams": "connections",
    "TextQuestion": "deployed_agents",
    "Threshold": "evaluations",
    "Thresholds": "budgets",
    "TimeoutSeconds": "annotators",
    "Title": "conversations",
    "Title2": "environments",
    "To": "environments",
    "ToItem": "conversations",
    "Token": "session",
    "TokenUsage": "deployed_agents",
    "TokensPerMinute": "limits",
    "Tolerance": "evaluations",
    "ToolAnswer": "connections",
    "ToolChange": "connections",
    "ToolDefinition": "connections",
    "ToolDifference": "connections",
    "ToolList": "connections",
    "ToolQuestion": "deployed_agents",
    "ToolTried": "connections",
    "ToolTry": "connections",
    "ToolUse": "conversations",
    "ToolUseAnswer": "approvals",
    "ToolboxAnswer": "connections",
    "ToolboxDetail": "connections",
    "ToolboxKindAnswer": "connections",
    "ToolsAccepted": "connections",
    "TotalsAnswer": "deployments",
    "TransitionAnswer": "deployments",
    "TrialAnswer": "agents",
    "TrialCase": "shared",
    "TrialEffect": "shared",
    "TrialOf": "datasets",
    "TrialReport": "shared",
    "TurnAnswer": "datasets",
    "TurnPage": "datasets",
    "UptimeSeconds": "deployed_agents",
    "UrgentBody": "approvals",
    "Url": "shared",
    "UsableTool": "connections",
    "UsableTools": "connections",
    "UsageGroup": "usage",
    "UsagePoint": "usage",
    "UsageReport": "deployed_agents",
    "UsageSum": "usage",
    "UsageSummary": "usage",
    "UsageTaken": "deployed_agents",
    "UseWaits": "deployed_agents",
    "UserId": "shared",
    "UsualModel": "connections",
    "ValidationAnswer": "shared",
    "Value": "evaluations",
    "Values": "evaluations",
    "VerdictAnswer": "approvals",
    "VerdictBody": "approvals",
    "Version": "agents",
    "Version1": "evaluations",
    "Version2": "conversations",
    "Version3": "agent_administration",
    "VersionAnswer": "shared",
    "VersionAuthor": "shared",
    "VersionDetail": "agents",
    "VersionPage": "agents",
    "ViolationActor": "violations",
    "ViolationAnswer": "violations",
    "ViolationChange": "violations",
    "ViolationCounts": "violations",
    "ViolationDecider": "violations",
    "ViolationDetail": "violations",
    "ViolationEvidence": "violations",
    "ViolationPage": "violations",
    "ViolationPoints": "environments",
    "ViolationReport": "deployed_agents",
    "ViolationRule": "violations",
    "ViolationSummary": "violations",
    "ViolationsOfDay": "violations",
    "ViolationsOfRule": "violations",
    "ViolationsOfSubject": "violations",
    "ViolationsTaken": "deployed_agents",
    "WaitingCall": "budgets",
    "WantedVersion": "agent_administration",
    "WhoAnswer": "approvals",
    "WholeSeconds": "connections",
    "Whom": "approvals",
    "Window": "deployments",
    "WithdrawalBody": "approvals",
}


def __getattr__(name: str) -> Any:
    if name not in _PARTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_PARTS[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted(_PARTS)
