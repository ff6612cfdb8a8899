import { useParams } from '@tanstack/react-router'
import { ApprovalView } from '@/features/approvals'

export function Page() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  return <ApprovalView key={id} id={id} />
}
