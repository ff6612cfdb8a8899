import { AnnotatorsPanel } from '@/features/annotators'
import { PoliciesView } from '@/features/governance'
import { useSession } from '@/features/tenancy'

export function Page() {
  const { may, principal } = useSession()
  return (
    <PoliciesView
      mayWrite={may.includes('policy.write')}
      owner={principal.role === 'owner'}
      annotators={<AnnotatorsPanel mayWrite={may.includes('annotator.write')} />}
    />
  )
}
