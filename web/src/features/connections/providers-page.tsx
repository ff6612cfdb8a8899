import { Plug, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Notice } from '@/ui/notice'
import { PageHeader } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { Pager, usePaging } from '@/ui/table'
import { AddDialog } from './add-dialog'
import { DeleteDialog } from './delete-dialog'
import { EditDialog } from './edit-dialog'
import { ProviderCard } from './provider-card'
import { useProviders, useTests } from './queries'
import type { Open, Provider } from './types'
import { UsualModelNotice } from './usual-model'

type Props = {
  /** What this person may do, as the session says. */
  mayWrite: boolean
  mayTest: boolean
}

/** The organisation's model providers: which there are, whether they work, and which one answers. */
export function ProvidersPage({ mayWrite, mayTest }: Props) {
  const { after, onAfter, onBack } = usePaging()
  const { data, error, isFetching, refetch } = useProviders(after)
  const [open, setOpen] = useState<Open>(null)
  const { call, testing, errors } = useTests()
  const shown = data?.items ?? []
  const add = mayWrite && (
    <Button variant="primary" onClick={() => setOpen({ dialog: 'add' })}>
      <Plus aria-hidden />
      Add a provider
    </Button>
  )
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      <PageHeader
        title="Model providers"
        description="Where the models of this organisation’s agents answer. Keys go in and never come out."
        actions={shown.length > 0 && add}
      />
      {!mayWrite && (
        <Notice tone="idle" title="You can look at this page">
          Adding, changing and testing providers needs the role owner or admin.
        </Notice>
      )}
      {data && <UsualModelNotice usual={data.usual} mayWrite={mayWrite} some={shown.length > 0} />}
      {error && (
        <Failure what="The providers could not be loaded" error={error} busy={isFetching} onRetry={refetch}>
          {data && 'What you see is how they were.'}
        </Failure>
      )}
      {!data && !error && <Loading />}
      {data && shown.length === 0 && (
        <div className="rounded-lg border bg-surface">
          <EmptyState
            icon={Plug}
            title="No model providers yet"
            action={add}
            command="remit connections add openai --kind openai"
          >
            Connect OpenAI, Anthropic, or a server of your own such as Ollama or vLLM.
          </EmptyState>
        </div>
      )}
      {shown.map((provider) => (
        <ProviderCard
          key={provider.id}
          provider={provider}
          mayWrite={mayWrite}
          mayTest={mayTest}
          testing={testing.has(provider.id)}
          testError={errors[provider.id]}
          onTest={() => void call(provider.id)}
          onOpen={setOpen}
        />
      ))}
      {(data?.next || after) && (
        <Pager
          shown={shown.length}
          noun="providers"
          next={data?.next}
          after={after}
          onAfter={onAfter}
          onBack={onBack}
        />
      )}
      <Dialogs
        open={open}
        providers={shown}
        onClose={() => setOpen(null)}
        onChanged={({ id }) => void call(id)}
      />
    </div>
  )
}

type DialogsProps = {
  open: Open
  providers: readonly Provider[]
  onClose: () => void
  onChanged: (provider: Provider) => void
}

function Dialogs({ open, providers, onClose, onChanged }: DialogsProps) {
  if (open === null) return null
  if (open.dialog === 'add') return <AddDialog onClose={onClose} onAdded={onChanged} />
  const provider = providers.find(({ id }) => id === open.id)
  if (!provider) return null
  if (open.dialog === 'delete') return <DeleteDialog connection={provider} onClose={onClose} />
  return (
    <EditDialog
      provider={provider}
      onClose={onClose}
      onSaved={(saved) => saved.last_test === null && onChanged(saved)}
    />
  )
}

function Loading() {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">Loading the providers</span>
      <Skeleton className="h-36" />
      <Skeleton className="h-36" />
    </div>
  )
}
