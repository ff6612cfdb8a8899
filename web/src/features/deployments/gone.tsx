import { useQuery } from '@tanstack/react-query'
import { asProblem } from '@/api/problem'
import { Notice } from '@/ui/notice'
import { detailOptions } from './queries'

/** Whether somebody deleted a deployment while something about it is on screen. */
export function useGone(planId: string): boolean {
  const { data, error } = useQuery(detailOptions(planId))
  return data?.status === 'deleted' || (error !== null && asProblem(error).status === 404)
}

export function GoneNotice({ name }: { name: string }) {
  return (
    <Notice tone="warn" title={`${name} was deleted meanwhile`}>
      Somebody deleted it while this was open. There is nothing left to change.
    </Notice>
  )
}
