import type { GetAuditFacetsResponse, ListAuditEntriesResponse } from '@/api/gen'

export type Entry = ListAuditEntriesResponse['items'][number]
export type Facets = GetAuditFacetsResponse
