import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { AdviceAnswer } from '@/api/gen'
import { listAdviceOptions, listAdviceQueryKey } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { toast } from '@/ui/toast'
import { usd } from '@/ui/usd'
import { ADVICE } from './advice-kinds'
import { perform } from './perform'
import { refetchDeployments } from './queries'

const EVERY_MS = 120_000

/** What would do better or cost less, each with its evidence and a button that proposes it; nothing while there is none. */
export function AdviceCard({ planId }: { planId?: string }) {
  const [asked, setAsked] = useState<AdviceAnswer>()
  const { data } = useQuery({ ...listAdviceOptions(), refetchInterval: EVERY_MS })
  const items = (data?.items ?? []).filter((each) => planId === undefined || each.plan_id === planId)
  if (items.length === 0) return null
  const saving = !planId && data?.saving_usd_per_month
  return (
    <Card
      title="Advice"
      flush
      aside={
        saving ? <span className="text-muted text-sm tabular-nums">{usd(saving)} a month</span> : undefined
      }
    >
      <ul className="divide-y">
        {items.map((each) => (
          <Row key={each.id} item={each} linked={planId === undefined} onAsk={() => setAsked(each)} />
        ))}
      </ul>
      {asked && <Proposal item={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  )
}

type RowProps = { item: AdviceAnswer; linked: boolean; onAsk: () => void }

function Row({ item, linked, onAsk }: RowProps) {
  const { kind, plan_id, title, evidence, saving_usd_per_month: saving, verb, refusal, dry_run } = item
  return (
    <li className="flex flex-col gap-1.5 px-4 py-3 text-sm">
      <span className="flex flex-wrap items-center gap-2">
        <Badge {...ADVICE[kind]} />
        {saving !== null && <span className="font-medium tabular-nums">{usd(saving)} a month</span>}
        {dry_run && <span className="text-muted text-xs">Dry run</span>}
      </span>
      <p className="wrap-anywhere font-medium">
        {linked ? (
          <Link to={paths.deployment} params={{ id: plan_id }} className="hover:underline">
            {title}
          </Link>
        ) : (
          title
        )}
      </p>
      <ul className="flex flex-col gap-0.5 text-muted">
        {evidence.map((each) => (
          <li key={each} className="wrap-anywhere">
            {each}
          </li>
        ))}
      </ul>
      {refusal ? (
        <p className="text-muted text-xs">{refusal}</p>
      ) : (
        <span>
          <Button size="small" variant="outline" onClick={onAsk}>
            {verb}
          </Button>
        </span>
      )}
    </li>
  )
}

function Proposal({ item, onClose }: { item: AdviceAnswer; onClose: () => void }) {
  const { title, evidence, verb, needs_approval, request, plan_id } = item
  const queries = useQueryClient()
  const act = useMutation({
    mutationFn: () => perform(request),
    onSuccess: async (message) => {
      toast.success(message)
      onClose()
      await queries.invalidateQueries({ queryKey: listAdviceQueryKey() })
      await refetchDeployments(queries, plan_id)
    },
  })
  return (
    <ConfirmDialog
      title={`${verb}?`}
      verb={needs_approval ? 'Ask for approval' : verb}
      busy={act.isPending}
      error={act.error}
      onConfirm={() => act.mutate()}
      onClose={onClose}
    >
      {title}. {evidence.at(-1)}{' '}
      {needs_approval && 'Another person must approve it; what runs goes on running until then.'}
    </ConfirmDialog>
  )
}
