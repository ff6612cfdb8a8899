import { NewAgent } from '@/features/agents'
import { Start } from '@/features/building'
import { useSession } from '@/features/tenancy'
import { PageHeader } from '@/ui/page-header'

export function Page() {
  const { may, principal } = useSession()
  const refusal = may.includes('agent.write') ? null : `Your role is ${principal.role}.`
  return (
    <>
      <PageHeader title="New agent" />
      <NewAgent mayWrite={refusal} start={refusal === null && <Start />} />
    </>
  )
}
