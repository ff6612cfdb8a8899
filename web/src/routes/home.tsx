import { AdviceCard } from '@/features/deployments'
import {
  ActivityList,
  AttentionList,
  CallsChart,
  type CallWindow,
  CostChart,
  type CostWindow,
  GettingStarted,
  KpiCards,
  RefetchBar,
} from '@/features/insights'
import { useSession } from '@/features/tenancy'
import { useSearchParams } from '@/search-params'
import { PageHeader } from '@/ui/page-header'

const COSTS: readonly CostWindow[] = ['7d', '30d', '90d']
const CALLS: readonly CallWindow[] = ['24h', '7d', '30d']

/** How everything stands. */
export function Page() {
  const session = useSession()
  const [{ costs, calls }, change] = useSearchParams()
  return (
    <>
      <RefetchBar />
      <PageHeader title="Home" />
      {session.may.includes('agent.write') && <GettingStarted connected={!session.demo_model} />}
      <KpiCards />
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-3">
          <CostChart
            window={COSTS.find((each) => each === costs) ?? '30d'}
            onWindow={(window) => change({ costs: window === '30d' ? undefined : window }, { replace: true })}
          />
          <CallsChart
            window={CALLS.find((each) => each === calls) ?? '24h'}
            onWindow={(window) => change({ calls: window === '24h' ? undefined : window }, { replace: true })}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <AttentionList />
          <AdviceCard />
          <ActivityList />
        </div>
      </div>
    </>
  )
}
