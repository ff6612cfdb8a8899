import { useQuery } from '@tanstack/react-query'
import type { KindAnswer, ToolboxKindAnswer } from '@/api/gen'
import { listConnectionKindsOptions } from '@/api/gen/@tanstack/react-query.gen'
import type { ProviderKind, ToolboxKindName } from './types'

export type Kind = KindAnswer
export type ToolboxKind = ToolboxKindAnswer

/** The kinds of providers and what is known of each, as the server says; they change only with Remit itself. */
export function useKinds() {
  return useQuery({ ...listConnectionKindsOptions(), staleTime: Number.POSITIVE_INFINITY })
}

/** What a provider of a kind is called in agent files unless somebody says otherwise. */
export function usualSlug(kind: ProviderKind): string {
  return kind === 'openai_compatible' ? '' : kind.replaceAll('_', '-')
}

export const KIND_NAMES: Record<ProviderKind, string> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  google: 'Google Gemini',
  bedrock: 'Amazon Bedrock',
  azure: 'Azure OpenAI',
  ollama: 'Ollama',
  vllm: 'vLLM',
  llama_cpp: 'llama.cpp',
  lm_studio: 'LM Studio',
  openai_compatible: 'OpenAI-compatible',
}

export const TOOLBOX_NAMES: Record<ToolboxKindName, string> = {
  http_api: 'HTTP API',
  mcp: 'MCP server',
  sql: 'SQL database',
  smtp: 'Mail',
  slack: 'Slack',
  teams: 'Microsoft Teams',
}
