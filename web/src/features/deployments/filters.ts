import { environmentIn } from '@/api/environments'
import type { ListDeploymentsData } from '@/api/gen'
import type { SearchParams } from '@/search-params'
import { DEPLOYMENT_STATES } from '@/ui/states'
import type { Status } from './types'

export type Query = NonNullable<ListDeploymentsData['query']>
type Sort = NonNullable<Query['sort']>

export const PAGE_SIZE = 50
export const NEWEST: Sort = '-created'
const SORTS: readonly string[] = [
  'created',
  'updated',
  'name',
  'environment',
  'status',
  'calls_per_minute',
  'cost_today',
]
const KINDS: readonly string[] = ['model', 'agent']

/** The names of the filters in the address; changing one begins at the first page. */
export const FILTERS = ['q', 'status', 'environment', 'kind'] as const

/** What the address asks the server for; what it does not know is left out. */
export function toQuery(search: SearchParams): Query {
  const query: Query = { limit: PAGE_SIZE, sort: sortOf(search) }
  const statuses = statusesOf(search)
  if (statuses.length > 0) query.status = statuses
  const environment = environmentIn(search.environment)
  if (environment) query.environment = environment
  if (search.kind && KINDS.includes(search.kind)) query.kind = search.kind as 'model' | 'agent'
  if (search.q) query.q = search.q.slice(0, 200)
  if (search.after) query.cursor = search.after
  return query
}

/** The order the address names, or the newest first. */
export function sortOf({ sort }: SearchParams): Sort {
  return sort && SORTS.includes(sort.replace(/^-/, '')) ? (sort as Sort) : NEWEST
}

export function statusesOf({ status }: SearchParams): Status[] {
  return (status ?? '').split(',').filter((each): each is Status => Object.hasOwn(DEPLOYMENT_STATES, each))
}

export function isFiltered(search: SearchParams): boolean {
  return FILTERS.some((name) => Boolean(search[name]))
}
