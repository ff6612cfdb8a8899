import { NotificationsPage } from '@/features/notifications'
import { useSession } from '@/features/tenancy'

export function Page() {
  const { may } = useSession()
  return <NotificationsPage mayWrite={may.includes('notification.write')} />
}
