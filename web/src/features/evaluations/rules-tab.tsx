import { Link } from '@tanstack/react-router'
import { ListChecks, Plus, Trash2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { type Column, DataTable } from '@/ui/table'
import { toast } from '@/ui/toast'
import { useRemoveRule, useRules } from './queries'
import type { Rule } from './types'
import { score, scorerWords } from './words'

const RuleDialog = lazy(() => import('./start/rule-dialog').then((all) => ({ default: all.RuleDialog })))

/** What agents must reach before they may be promoted, whatever their files ask for. */
export function RulesTab({ mayRule }: { mayRule: boolean }) {
  const [adding, setAdding] = useState(false)
  const found = useRules()
  const remove = useRemoveRule()
  const drop = (rule: Rule) =>
    remove.mutate(
      { path: { id: rule.id } },
      {
        onSuccess: () => toast.success('That is asked for no more'),
        onError: (error) => toast.error(asProblem(error).title, { description: asProblem(error).detail }),
      },
    )
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <p className="flex-1 text-muted text-sm">
          Agents ask for more in their own files, under <code>remit.evaluations</code>.
        </p>
        {mayRule && (
          <Button onClick={() => setAdding(true)}>
            <Plus aria-hidden />
            Add a rule
          </Button>
        )}
      </div>
      {found.isError ? (
        <Failure
          what="The rules could not be loaded"
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      ) : (
        <DataTable
          label="Rules"
          columns={COLUMNS}
          rows={found.data?.items}
          rowId={({ id }) => id}
          rowName={whom}
          {...(mayRule && {
            menu: (rule: Rule) => (
              <Button
                variant="ghost"
                size="smallIcon"
                aria-label={`Remove the rule for ${whom(rule)}`}
                onClick={() => drop(rule)}
              >
                <Trash2 aria-hidden />
              </Button>
            ),
          })}
          empty={
            <EmptyState icon={ListChecks} title="No rule asks for evaluations">
              A rule keeps agents from being promoted until they reach a score on a dataset.
            </EmptyState>
          }
        />
      )}
      <Suspense>{adding && <RuleDialog onClose={() => setAdding(false)} />}</Suspense>
    </>
  )
}

function whom({ agent, type, tag }: Rule): string {
  const parts = [agent, type && `type ${type}`, tag && `tag ${tag}`].filter(Boolean)
  return parts.length > 0 ? parts.join(', ') : 'every agent'
}

const COLUMNS: readonly Column<Rule>[] = [
  { id: 'whom', header: 'Asked of', cell: (rule) => <span className="font-medium">{whom(rule)}</span> },
  {
    id: 'dataset',
    header: 'Dataset',
    cell: ({ dataset }) => (
      <Link to={paths.dataset} params={{ slug: dataset }} className="hover:underline">
        {dataset}
      </Link>
    ),
  },
  {
    id: 'scorers',
    header: 'Scorers',
    className: 'max-sm:hidden',
    cell: ({ scorers }) => scorers.map(scorerWords).join(', '),
  },
  { id: 'threshold', header: 'Wanted', align: 'end', cell: ({ threshold }) => score(threshold) },
]
