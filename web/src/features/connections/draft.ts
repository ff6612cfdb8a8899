import type { ConnectionChangeWritable, NewConnectionWritable } from '@/api/gen'
import { type Kind, usualSlug } from './kinds'
import type { Provider } from './types'

/** What the form holds, as it is typed. */
export type Draft = {
  name: string
  slug: string
  baseUrl: string
  /** Null keeps the stored key; empty text is no key. */
  secret: string | null
  defaultModel: string
  /** One a line. */
  models: string
  region: string
  apiVersion: string
}

/** The form for a new provider of a kind; what was typed into its other fields stays. */
export function draftOf(kind: Kind, before?: Draft): Draft {
  const slug = usualSlug(kind.kind)
  return {
    name: slug ? kind.label : '',
    slug,
    baseUrl: kind.usual_address ?? '',
    secret: before?.secret ?? '',
    defaultModel: '',
    models: '',
    region: kind.needs_region ? 'us-east-1' : '',
    apiVersion: '',
  }
}

/** The form for a provider that is there. */
export function draftFrom(provider: Provider): Draft {
  return {
    name: provider.name,
    slug: provider.slug,
    baseUrl: provider.base_url ?? '',
    secret: provider.has_secret ? null : '',
    defaultModel: provider.default_model ?? '',
    models: provider.models.join('\n'),
    region: provider.region ?? '',
    apiVersion: provider.api_version ?? '',
  }
}

/** What is sent to add it. */
export function bodyOf(kind: Kind, draft: Draft): NewConnectionWritable {
  return {
    slug: draft.slug.trim(),
    name: draft.name.trim() || null,
    kind: kind.kind,
    base_url: draft.baseUrl.trim() || null,
    secret: draft.secret?.trim() || null,
    default_model: draft.defaultModel.trim() || null,
    models: linesOf(draft.models),
    ...(kind.needs_region && { region: draft.region.trim() || null }),
    ...(kind.takes_api_version && { api_version: draft.apiVersion.trim() || null }),
  }
}

/** What is sent to change it: only what differs, so that the key stays unless another one was typed. */
export function changeOf(provider: Provider, draft: Draft): ConnectionChangeWritable {
  const was = draftFrom(provider)
  const body: ConnectionChangeWritable = { version: provider.version }
  if (draft.name !== was.name) body.name = draft.name.trim()
  if (draft.baseUrl !== was.baseUrl) body.base_url = draft.baseUrl.trim() || null
  if (draft.secret !== was.secret) body.secret = draft.secret?.trim() || null
  if (draft.defaultModel !== was.defaultModel) body.default_model = draft.defaultModel.trim() || null
  if (draft.region !== was.region) body.region = draft.region.trim()
  if (draft.apiVersion !== was.apiVersion) body.api_version = draft.apiVersion.trim() || null
  if (draft.models !== was.models) body.models = linesOf(draft.models)
  return body
}

export function linesOf(text: string): string[] {
  const lines = text.split(/[\n,]/).map((line) => line.trim())
  return [...new Set(lines.filter(Boolean))]
}
