import { BadgeCheck, CircleDashed, CircleX } from 'lucide-react'
import { Badge } from '@/ui/badge'
import type { Report } from './proof/types'

/** Whether an entry was verified in this browser, and what came of it. */
export function ProofMark({ report }: { report: Report | undefined }) {
  if (!report) return <Badge tone="idle" icon={CircleDashed} word="Not verified yet" />
  return report.ok ? (
    <Badge tone="ok" icon={BadgeCheck} word="Verified" />
  ) : (
    <Badge tone="bad" icon={CircleX} word="Failed" />
  )
}
