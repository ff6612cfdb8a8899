import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConnectionAnswer, ConnectionDetail, ToolboxAnswer, ToolboxDetail } from '@/api/gen'
import {
  changeConnectionMutation,
  currentSessionQueryKey,
  getConnectionOptions,
  getConnectionQueryKey,
  listConnectionModelsQueryKey,
  listConnectionsOptions,
  listConnectionsQueryKey,
  listConnectionToolsQueryKey,
  testConnectionMutation,
} from '@/api/gen/@tanstack/react-query.gen'
import { isToolbox } from './types'

const PAGE = 50

/** One page of providers; the first when no cursor is given. */
export function useProviders(after: string | undefined) {
  return useQuery({
    ...listConnectionsOptions({ query: { limit: PAGE, of: 'models', ...(after && { cursor: after }) } }),
    select: (page) => ({
      ...page,
      items: page.items.filter((each): each is ConnectionAnswer => !isToolbox(each)),
    }),
  })
}

/** One page of connections with tools. */
export function useToolboxes(after: string | undefined) {
  return useQuery({
    ...listConnectionsOptions({ query: { limit: PAGE, of: 'tools', ...(after && { cursor: after }) } }),
    select: (page) => ({
      ...page,
      items: page.items.filter((each): each is ToolboxAnswer => isToolbox(each)),
    }),
  })
}

/** A model provider with what depends on it; none when the id is of something else. */
export function useProvider(id: string) {
  return useQuery({
    ...getConnectionOptions({ path: { connection_id: id } }),
    select: (found): ConnectionDetail | null => (isToolbox(found) ? null : found),
  })
}

/** A connection with tools, how it is reached and what uses it; none when the id is of something else. */
export function useToolbox(id: string) {
  return useQuery({
    ...getConnectionOptions({ path: { connection_id: id } }),
    select: (found): ToolboxDetail | null => (isToolbox(found) ? found : null),
  })
}

/** Has everything that connections decide asked for again: also whether the demo model answers. */
export async function refreshProviders(queries: QueryClient): Promise<void> {
  const keys = [
    listConnectionsQueryKey(),
    getConnectionQueryKey({ path: { connection_id: '' } }),
    listConnectionModelsQueryKey({ path: { connection_id: '' } }),
    listConnectionToolsQueryKey({ path: { connection_id: '' } }),
    currentSessionQueryKey(),
  ]
  const ids = new Set(keys.map(([{ _id }]) => _id))
  await queries.invalidateQueries({
    predicate: ({ queryKey: [key] }) => ids.has((key as { _id?: string } | undefined)?._id ?? ''),
  })
}

/** News of the stream: somebody added, changed, tested or removed a provider. */
export function hearOfConnections(queries: QueryClient): void {
  void refreshProviders(queries)
}

/** Calls providers, several at once where need be, and shows what came of it wherever they are shown. */
export function useTests() {
  const queries = useQueryClient()
  const { mutateAsync } = useMutation(testConnectionMutation())
  const [testing, setTesting] = useState<ReadonlySet<string>>(new Set())
  const [errors, setErrors] = useState<Readonly<Record<string, unknown>>>({})
  const call = async (id: string) => {
    setTesting((before) => new Set(before).add(id))
    const error = await mutateAsync({ path: { connection_id: id } }).then(
      () => null,
      (why: unknown) => why,
    )
    setErrors((before) => ({ ...before, [id]: error }))
    await refreshProviders(queries)
    setTesting((before) => new Set([...before].filter((each) => each !== id)))
  }
  return { call, testing, errors }
}

/** Changes a provider; the lists are asked for again also when that was refused, since somebody else may have been first. */
export function useChange() {
  const queries = useQueryClient()
  return useMutation({
    ...changeConnectionMutation(),
    onSettled: () => refreshProviders(queries),
  })
}
