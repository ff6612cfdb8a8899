import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, Scale } from 'lucide-react'
import { useState } from 'react'
import type { RuleAnswer } from '@/api/gen'
import {
  endApprovalRuleMutation,
  listApprovalRulesOptions,
  listApprovalRulesQueryKey,
} from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Notice } from '@/ui/notice'
import { Skeleton } from '@/ui/skeleton'
import { toast } from '@/ui/toast'
import { RuleDialog } from './rule-dialog'

const COMMAND =
  'remit approvals rules set big-changes --kind deployment.deploy --env prod --stage "2 role:approver"'

/** The rules of who has to approve which changes. */
export function RulesList({ mayWrite }: { mayWrite: boolean }) {
  const { data, isError, error, isFetching, refetch } = useQuery(listApprovalRulesOptions())
  const [ending, setEnding] = useState<RuleAnswer | null>(null)
  const [open, setOpen] = useState<RuleAnswer | 'new' | null>(null)
  if (isError && !data) {
    return (
      <Failure
        what="The rules could not be loaded"
        error={error}
        busy={isFetching}
        onRetry={() => void refetch()}
      />
    )
  }
  if (!data) return <Skeleton className="h-40 w-full rounded-lg" />
  const add = mayWrite && (
    <Button variant="primary" onClick={() => setOpen('new')}>
      <Plus aria-hidden />
      Add rule
    </Button>
  )
  return (
    <div className="flex flex-col gap-3">
      {data.items.length > 0 && <div className="flex justify-end empty:hidden">{add}</div>}
      {data.items.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState icon={Scale} title="No rules yet" command={COMMAND} action={add}>
            Without a rule one other person decides, where a policy asks for one. Rules say how many of whom,
            in stages.
          </EmptyState>
        </div>
      ) : (
        <ul aria-label="Approval rules" className="divide-y rounded-lg border bg-surface">
          {data.items.map((rule) => (
            <Rule
              key={rule.slug}
              rule={rule}
              mayWrite={mayWrite}
              onChange={() => setOpen(rule)}
              onEnd={() => setEnding(rule)}
            />
          ))}
        </ul>
      )}
      {open && (
        <RuleDialog rule={open === 'new' ? null : open} kinds={data.kinds} onClose={() => setOpen(null)} />
      )}
      {ending && <End rule={ending} onClose={() => setEnding(null)} />}
    </div>
  )
}

type RuleProps = { rule: RuleAnswer; mayWrite: boolean; onChange: () => void; onEnd: () => void }

function Rule({ rule, mayWrite, onChange, onEnd }: RuleProps) {
  const risk = rule.least_risk === 'low' ? 'at any risk' : `from ${rule.least_risk} risk on`
  return (
    <li className="flex flex-col gap-1.5 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="wrap-anywhere font-medium text-sm">{rule.slug}</span>
        <span className="wrap-anywhere min-w-0 flex-1 text-muted text-xs">
          {rule.kind} {rule.environment ? `in ${rule.environment}` : 'everywhere'}, {risk}; version{' '}
          {rule.number} by {String(rule.created_by.name)}
        </span>
        {mayWrite && (
          <>
            <Button size="small" onClick={onChange} aria-label={`Change the rule ${rule.slug}`}>
              Change
            </Button>
            <Button size="small" onClick={onEnd} aria-label={`End the rule ${rule.slug}`}>
              End
            </Button>
          </>
        )}
      </div>
      <ol className="list-decimal pl-5 text-sm">
        {rule.stages.map((stage, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: stages have no other name than their place
          <li key={place} className="wrap-anywhere">
            {stage.said}
          </li>
        ))}
      </ol>
      {rule.unmet && (
        <Notice tone="warn" title="Nobody could satisfy this rule now">
          {rule.unmet}
        </Notice>
      )}
    </li>
  )
}

function End({ rule, onClose }: { rule: RuleAnswer; onClose: () => void }) {
  const queries = useQueryClient()
  const end = useMutation({
    ...endApprovalRuleMutation(),
    onSuccess: () => {
      toast.success(`The rule ${rule.slug} holds no more`)
      onClose()
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: listApprovalRulesQueryKey() }),
  })
  return (
    <ConfirmDialog
      title={`End the rule ${rule.slug}?`}
      verb="End"
      danger
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate({ path: { slug: rule.slug } })}
      onClose={onClose}
    >
      <p>What waits under it goes on so; what is asked for from now on does not.</p>
    </ConfirmDialog>
  )
}
