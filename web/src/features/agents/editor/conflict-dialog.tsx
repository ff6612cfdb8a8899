import { useQuery } from '@tanstack/react-query'
import { getAgentVersionOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Diff } from '@/ui/diff'
import { Failure } from '@/ui/failure'
import { Skeleton } from '@/ui/skeleton'
import type { Conflict, Draft } from './use-draft'

type Props = { slug: string; draft: Draft; conflict: Conflict }

/** Somebody saved while this person was typing: both texts, and the choice between them. Nothing is lost unasked. */
export function ConflictDialog({ slug, draft, conflict }: Props) {
  const { number, author } = conflict
  const theirs = useQuery(getAgentVersionOptions({ path: { slug, number } }))
  return (
    <Dialog
      title={`${author} saved version ${number} meanwhile`}
      description={`You began with version ${draft.base}. Nothing was overwritten.`}
      onClose={draft.putOff}
      busy={draft.saving}
      footer={
        <>
          <Button onClick={draft.putOff}>Go on editing</Button>
          <Button
            disabled={!theirs.data}
            onClick={() => theirs.data && draft.take({ version: number, source: theirs.data.source })}
          >
            Take theirs
          </Button>
          <Button variant="primary" busy={draft.saving} onClick={() => draft.save(number)}>
            Keep mine
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2 text-sm">
        <p>
          “Keep mine” saves your text as the version after theirs; “Take theirs” drops what you typed. From
          their version to yours:
        </p>
        {theirs.isPending && <Skeleton className="h-32" />}
        {theirs.isError && (
          <Failure
            what="Their version could not be loaded"
            error={theirs.error}
            onRetry={() => theirs.refetch()}
          />
        )}
        {theirs.data && (
          <Diff before={theirs.data.source} after={draft.text} label="From their version to yours" />
        )}
      </div>
    </Dialog>
  )
}
