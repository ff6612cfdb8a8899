import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowRightFromLine } from 'lucide-react'
import { useState } from 'react'
import {
  listEnvironmentsOptions,
  previewPromotionOptions,
  promoteDeploymentMutation,
} from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Failure } from '@/ui/failure'
import { FieldDiff } from '@/ui/field-diff'
import { Secret } from '@/ui/secret'
import { Skeleton } from '@/ui/skeleton'
import { toast } from '@/ui/toast'
import { refetchDeployments } from '../queries'
import type { Detail } from '../types'

/** Brings what serves into the next environment, with the difference shown before. */
export function Promote({ detail }: { detail: Detail }) {
  const [open, setOpen] = useState(false)
  const { data } = useQuery({ ...listEnvironmentsOptions(), enabled: detail.kind === 'agent' })
  const order = data?.environments ?? []
  const next = order[order.findIndex(({ name }) => name === detail.env) + 1]
  if (!next || detail.host === 'external' || detail.kind !== 'agent' || detail.serving_revision === null)
    return null
  return (
    <>
      <Button variant="outline" onClick={() => setOpen(true)}>
        <ArrowRightFromLine aria-hidden />
        Promote to {next.name}…
      </Button>
      {open && <PromoteDialog detail={detail} to={next.name} onClose={() => setOpen(false)} />}
    </>
  )
}

type Props = { detail: Detail; to: Detail['env']; onClose: () => void }

function PromoteDialog({ detail, to, onClose }: Props) {
  const queries = useQueryClient()
  const path = { plan_id: detail.plan_id }
  const { data, error } = useQuery({ ...previewPromotionOptions({ path, query: { to } }), staleTime: 0 })
  const promote = useMutation({
    ...promoteDeploymentMutation(),
    onSuccess: async ({ message, key, plan_id }) => {
      toast.success(`${message}.`)
      await refetchDeployments(queries, plan_id)
      if (key === null) onClose()
    },
  })
  const made = promote.data
  if (made?.key)
    return (
      <ConfirmDialog
        title={`${detail.name} is new in ${to}`}
        verb="Done"
        onConfirm={onClose}
        onClose={onClose}
      >
        <p>{made.message}. Its key is shown only now.</p>
        <Secret secret={made.key} label={`Key of ${detail.name} in ${to}`} />
      </ConfirmDialog>
    )
  return (
    <ConfirmDialog
      title={`Promote ${data?.version ?? detail.name} to ${to}?`}
      verb={data?.needs_approval ? 'Ask for approval' : 'Promote'}
      busy={promote.isPending || !data || data.refusal !== null}
      error={promote.error}
      onConfirm={() => promote.mutate({ path, body: { to } })}
      onClose={onClose}
    >
      {error && <Failure what="The difference could not be loaded" error={error} />}
      {!data && !error && <Skeleton className="h-16 w-full" />}
      {data?.refusal && <p>{data.refusal}</p>}
      {data && data.refusal === null && (
        <>
          <p>
            {data.plan_id === null
              ? `Nothing of that name runs in ${to} yet: it is deployed there with a key of its own.`
              : `What runs in ${to} is replaced as its strategy says.`}
          </p>
          {data.differences.length > 0 && (
            <FieldDiff
              label={`What changes in ${to}`}
              changes={data.differences.map(({ field, before, after }) => ({
                path: field,
                name: field.replaceAll('_', ' '),
                before,
                after,
              }))}
            />
          )}
        </>
      )}
    </ConfirmDialog>
  )
}
