import { AuditView } from '@/features/audit'
import { useSession } from '@/features/tenancy'

export function Page() {
  const { may } = useSession()
  return <AuditView mayExport={may.includes('audit.export')} />
}
