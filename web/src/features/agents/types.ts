import type {
  AgentAnswer,
  AgentDetail,
  AgentRight,
  AgentTemplate,
  Finding as FoundFinding,
  VersionAnswer,
} from '@/api/gen'

export type Agent = AgentAnswer
export type AgentType = Agent['type']
export type Detail = AgentDetail
export type Finding = FoundFinding
export type Right = AgentRight
export type Template = AgentTemplate
export type Version = VersionAnswer

/** The dialog that is open on an agent's page. */
export type Open = 'deploy' | 'archive' | { promote: number } | null
