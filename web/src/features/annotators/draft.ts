import type { AnnotatorChangeWritable, NewAnnotatorWritable } from '@/api/gen'
import type { Annotator, Direction, Kind } from './types'
import { DIRECTIONS } from './words'

/** An annotator as it is typed. */
export type Draft = {
  slug: string
  url: string
  /** Null while the stored secret stays. */
  secret: string | null
  model: string
  language: string
  labels: string
  directions: readonly Direction[]
  seconds: string
  closed: boolean
  whole: boolean
  enabled: boolean
}

export type Errors = Readonly<Record<string, string>>

/** A draft of a new annotator of a kind; what was typed for another kind and fits every one stays. */
export function newDraft(kind: Kind, before?: Draft): Draft {
  return {
    slug: kind.kind === 'http' ? '' : kind.kind.replace('_', '-'),
    url: kind.usual_url,
    secret: '',
    model: kind.needs_model ? 'llama-guard3' : '',
    language: kind.takes_language ? 'en' : '',
    labels: kind.labels.join(', '),
    directions: before?.directions ?? DIRECTIONS.map(({ value }) => value),
    seconds: before?.seconds ?? '2',
    closed: before?.closed ?? true,
    whole: before?.whole ?? true,
    enabled: true,
  }
}

export function draftOf(row: Annotator): Draft {
  return {
    slug: row.slug,
    url: row.url,
    secret: row.has_secret ? null : '',
    model: row.options.model ?? '',
    language: row.options.language ?? '',
    labels: row.labels.join(', '),
    directions: row.directions,
    seconds: String(row.timeout_seconds),
    closed: row.fail_mode === 'closed',
    whole: row.streams === 'whole',
    enabled: row.enabled,
  }
}

/** What must be mended before it is sent; the server has the last word. */
export function errorsOf(draft: Draft): Errors {
  const errors: Record<string, string> = {}
  if (draft.slug.trim() === '') errors.slug = 'Enter a short name, such as presidio.'
  if (draft.url.trim() === '') errors.url = 'Enter its address, such as http://127.0.0.1:9300.'
  if (draft.directions.length === 0) errors.directions = 'Choose at least one.'
  const seconds = Number(draft.seconds.trim())
  if (draft.seconds.trim() === '' || !(seconds >= 0.05 && seconds <= 30))
    errors.timeout_seconds = 'Enter seconds from 0.05 to 30.'
  return errors
}

function members(draft: Draft, kind: Kind | undefined) {
  const { model, language } = draft
  const takesLanguage = kind ? kind.takes_language : language !== ''
  return {
    url: draft.url.trim(),
    options: {
      ...(model.trim() !== '' && { model: model.trim() }),
      ...(takesLanguage && language.trim() !== '' && { language: language.trim() }),
    },
    labels: draft.labels.split(/[\s,]+/).filter((label) => label !== ''),
    directions: [...draft.directions],
    timeout_seconds: Number(draft.seconds.trim()),
    fail_mode: draft.closed ? ('closed' as const) : ('open' as const),
    streams: draft.whole ? ('whole' as const) : ('window' as const),
    enabled: draft.enabled,
  }
}

export function bodyOf(draft: Draft, kind: Kind): NewAnnotatorWritable {
  const secret = draft.secret?.trim()
  return { slug: draft.slug.trim(), kind: kind.kind, ...(secret && { secret }), ...members(draft, kind) }
}

export function changeOf(draft: Draft, row: Annotator): AnnotatorChangeWritable {
  const secret = draft.secret === null ? {} : { secret: draft.secret.trim() || null }
  const { options, ...rest } = members(draft, undefined)
  const score = row.options.least_score
  return {
    version: row.version,
    ...rest,
    ...secret,
    options: { ...options, ...(score != null && { least_score: score }) },
  }
}
