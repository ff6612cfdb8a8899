import { useParams } from '@tanstack/react-router'
import { DecideByLink } from '@/features/approvals'
import { Plain } from './shell/plain'

export function Page() {
  const { token = '' } = useParams({ strict: false })
  return (
    <Plain wide>
      <DecideByLink token={token} />
    </Plain>
  )
}
