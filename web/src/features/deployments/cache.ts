import type { Deployment, Detail, Page } from './types'

type Stands = Pick<Deployment, 'plan_id' | 'status' | 'updated_at'>

/** Whether news is about something else, or older than what is shown. */
function isStale(shown: Stands, news: Stands): boolean {
  return shown.plan_id !== news.plan_id || shown.updated_at > news.updated_at
}

/** A page with newer states put in where the rows stand; what was deleted goes. The same page when nothing changes. */
export function patchPage(page: Page, news: readonly Deployment[]): Page {
  let changed = false
  const deployments = page.deployments.flatMap((row) => {
    const newest = news.findLast((each) => !isStale(row, each))
    if (!newest) return [row]
    changed = true
    return newest.status === 'deleted' ? [] : [{ ...row, ...newest }]
  })
  return changed ? { ...page, deployments, count: deployments.length } : page
}

/** A deployment with its newer state; what only the server can say stays until it is asked. */
export function patchDetail(detail: Detail, news: Deployment): Detail {
  return isStale(detail, news) ? detail : { ...detail, ...news }
}
