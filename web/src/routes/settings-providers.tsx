import { ProvidersPage } from '@/features/connections'
import { useSession } from '@/features/tenancy'

export function Page() {
  const { may } = useSession()
  return (
    <ProvidersPage mayWrite={may.includes('connection.write')} mayTest={may.includes('connection.test')} />
  )
}
