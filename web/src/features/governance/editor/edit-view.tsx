import { useSearchParams } from '@/search-params'
import { Failure } from '@/ui/failure'
import { Skeleton } from '@/ui/skeleton'
import { useStanding, useVersion } from '../queries'
import { Editor } from './editor'

type Props = { mayWrite: boolean; owner: boolean }

/** The organisation's own policies, to be read or edited; an older version in their place when it is to be brought back. */
export function EditView({ mayWrite, owner }: Props) {
  const [{ restore }, change] = useSearchParams()
  const { standing, error, retry } = useStanding()
  const wanted = restore && /^\d{1,9}$/.test(restore) ? Number(restore) : undefined
  const old = useVersion(wanted)
  if (!standing || (wanted && old.isPending)) {
    return error ? (
      <Failure what="Your policies could not be loaded" error={error} onRetry={retry}>
        Those that held go on deciding.
      </Failure>
    ) : (
      <Skeleton className="h-96" />
    )
  }
  const restored = wanted && old.data ? { version: wanted, text: old.data.text } : null
  return (
    <>
      {old.isError && <Failure what={`Version ${wanted} could not be loaded`} error={old.error} />}
      <Editor
        key={restored ? `version ${restored.version}` : 'own'}
        standing={standing}
        restored={restored}
        mayWrite={mayWrite}
        owner={owner}
        onRestored={() => change({ restore: undefined }, { replace: true })}
      />
    </>
  )
}
