import { useParams } from '@tanstack/react-router'
import { AuditTrail } from '@/features/audit'
import { DeploymentPage } from '@/features/deployments'
import { OpenViolations } from '@/features/governance'
import { RunsOf, WaitingRuns } from '@/features/runtime'
import { paths } from '@/paths'

export function Page() {
  const { id } = useParams({ from: `/signed-in${paths.deployment}` })
  const subject = `deployment:${id}`
  return (
    <DeploymentPage
      key={id}
      id={id}
      audit={<AuditTrail subject={subject} />}
      runs={<RunsOf deployment={id} />}
      notices={
        <>
          <WaitingRuns deployment={id} />
          <OpenViolations subject={subject} />
        </>
      }
    />
  )
}
