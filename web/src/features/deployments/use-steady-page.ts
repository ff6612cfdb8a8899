import { useState } from 'react'
import { useSent } from './command/use-command'
import { type Query, toQuery } from './filters'
import { useDeploymentPage } from './queries'
import { steady } from './steady'
import type { Row } from './types'

const idOf = ({ plan_id }: Row) => plan_id

/** The page that the address asks for, whose rows stay where they are until the person wants the newest. */
export function useSteadyPage(search: Parameters<typeof toQuery>[0]) {
  const query = toQuery(search)
  const page = useDeploymentPage(query)
  const asked = JSON.stringify(query satisfies Query)
  const [shown, setShown] = useState<{ asked: string; ids: string[] }>()
  const sent = useSent()
  const current = page.isPlaceholderData ? undefined : page.data
  // Where nothing is shown, nothing can jump.
  const empty = shown?.ids.length === 0 && current !== undefined && current.deployments.length > 0
  if (current && (shown?.asked !== asked || empty)) setShown({ asked, ids: current.deployments.map(idOf) })
  const data = page.data
  const own = current && shown?.asked === asked ? missing(sent, shown.ids, current.deployments) : []
  if (shown && own.length > 0) setShown({ asked, ids: [...own, ...shown.ids] })
  const view = data && steady(page.isPlaceholderData ? undefined : shown?.ids, data.deployments, idOf)
  return {
    rows: view?.rows,
    fresh: view?.fresh ?? 0,
    showFresh: () => data && setShown({ asked, ids: data.deployments.map(idOf) }),
    page,
  }
}

/** What one's own commands led to and is in the newest answer, but not shown yet. */
function missing(sent: readonly string[], shown: readonly string[], newest: readonly Row[]): string[] {
  return newest.map(idOf).filter((id) => sent.includes(id) && !shown.includes(id))
}
