import { ApprovalsView } from '@/features/approvals'
import { useSession } from '@/features/tenancy'

export function Page() {
  const { may } = useSession()
  return <ApprovalsView mayWriteRules={may.includes('policy.write')} />
}
