import type { ListAgentsData } from '@/api/gen'
import type { SearchParams } from '@/search-params'

type Query = NonNullable<ListAgentsData['query']>
export type Filters = Pick<Query, 'status' | 'type' | 'q'> & { sort: NonNullable<Query['sort']> }

const STATUSES = ['draft', 'pending_approval', 'active', 'archived'] as const
const TYPES = ['function', 'context', 'api', 'orchestrator'] as const
const SORTS = ['name', '-name', 'updated', '-updated', 'created', '-created'] as const

/** What the address asks for; what it cannot mean is left out. */
export function readFilters({ status, type, q, sort }: SearchParams): Filters {
  return {
    status: among(STATUSES, status),
    type: among(TYPES, type),
    q: q?.slice(0, 200) || undefined,
    sort: among(SORTS, sort) ?? '-updated',
  }
}

function among<Value extends string>(known: readonly Value[], value: string | undefined): Value | undefined {
  return known.find((each) => each === value)
}
