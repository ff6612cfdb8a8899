import { EvaluationsView } from '@/features/evaluations'
import { useSession } from '@/features/tenancy'

export function Page() {
  const { may } = useSession()
  return (
    <EvaluationsView
      mayWrite={may.includes('dataset.write')}
      mayRule={may.includes('evaluation_rule.write')}
      mayStart={may.includes('dataset.write')}
    />
  )
}
