import { useParams } from '@tanstack/react-router'
import { ToolboxPage } from '@/features/connections'
import { useSession } from '@/features/tenancy'

export function Page() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const { may } = useSession()
  return (
    <ToolboxPage
      key={id}
      id={id}
      mayWrite={may.includes('connection.write')}
      mayTest={may.includes('connection.test')}
    />
  )
}
