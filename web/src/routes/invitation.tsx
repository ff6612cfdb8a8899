import { useNavigate, useParams } from '@tanstack/react-router'
import { Invitation } from '@/features/tenancy'
import { paths } from '@/paths'
import { Plain } from './shell/plain'

export function Page() {
  const { token = '' } = useParams({ strict: false })
  const navigate = useNavigate()
  return (
    <Plain>
      <Invitation token={token} onDone={() => void navigate({ to: paths.home, replace: true })} />
    </Plain>
  )
}
