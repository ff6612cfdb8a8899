import { Building } from '@/features/insights'
import { PageHeader } from '@/ui/page-header'

export function Page() {
  return (
    <>
      <PageHeader
        title="Building agents"
        description="The last 30 days: what is made, promoted and checked, and what it costs."
      />
      <Building />
    </>
  )
}
