import { useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { DraftEditor, Wizard } from '@/features/agents'
import { DraftPage } from '@/features/building'
import { paths } from '@/paths'
import { Skeleton } from '@/ui/skeleton'

const Interview = lazy(() => import('@/features/chat').then(({ Interview }) => ({ default: Interview })))

export function Page() {
  const { draft: id } = useParams({ from: `/signed-in${paths.agentDraft}` })
  return (
    <DraftPage
      id={id}
      slots={{
        chat: (conversation) => (
          <Suspense fallback={<Skeleton className="h-96" />}>
            <Interview conversation={conversation} />
          </Suspense>
        ),
        editor: (draft) => <DraftEditor text={draft.text} onChange={draft.change} />,
        wizard: (draft, step) => (
          <Wizard text={draft.text} onChange={draft.change} step={step} onStep={draft.goTo} />
        ),
      }}
    />
  )
}
