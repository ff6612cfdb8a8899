import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { OfferedModel } from '@/api/gen'
import { listConnectionModelsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Failure } from '@/ui/failure'
import { Skeleton } from '@/ui/skeleton'
import { PriceDialog } from './price-dialog'
import type { Provider } from './types'

const SHOWN = 100
const dollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 6,
})

/** What each model costs, how old that price is, and whose word it is. */
export function ModelsCard({ provider, mayWrite }: { provider: Provider; mayWrite: boolean }) {
  const [priced, setPriced] = useState<string | null>(null)
  const { data, error, refetch } = useQuery(
    listConnectionModelsOptions({ path: { connection_id: provider.id } }),
  )
  const items = data?.items.slice(0, SHOWN) ?? []
  return (
    <Card title="Models and prices">
      {error && <Failure what="The models could not be loaded" error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton className="h-20" />}
      {data && items.length === 0 && (
        <p className="text-muted text-sm">
          No models are known yet: test the provider, or enter a default model.
        </p>
      )}
      <ul className="flex flex-col divide-y">
        {items.map((model) => (
          <li key={model.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 text-sm">
            <div className="min-w-0 flex-1 basis-48">
              <code className="wrap-anywhere font-mono text-xs">{model.name}</code>
              <p className="text-muted">{priceOf(model)}</p>
            </div>
            {mayWrite && (
              <Button
                size="small"
                onClick={() => setPriced(model.id)}
                aria-label={`Set the price of ${model.name}`}
              >
                Set price
              </Button>
            )}
          </li>
        ))}
      </ul>
      {data && data.items.length > SHOWN && (
        <p className="text-muted text-xs">And {data.items.length - SHOWN} more.</p>
      )}
      {priced !== null && <PriceDialog provider={provider} model={priced} onClose={() => setPriced(null)} />}
    </Card>
  )
}

function priceOf({ price }: OfferedModel): string {
  if (price === null) return 'Price unknown: its calls have no cost, and budgets in prod refuse it.'
  const { input, output, cached, as_of, source } = price
  const amounts = `${dollars.format(input)} in, ${dollars.format(output)} out, ${dollars.format(cached)} cached`
  const whose = source === 'own' ? 'set here' : 'price list'
  return `${amounts} a million tokens (${whose}${as_of ? `, ${as_of}` : ''})`
}
