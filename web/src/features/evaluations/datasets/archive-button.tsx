import { Archive, ArchiveRestore } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { useArchive, useRestore } from '../queries'
import type { Detail } from '../types'

/** Takes a dataset out of use, or brings it back. */
export function ArchiveButton({ dataset }: { dataset: Detail }) {
  const [asking, setAsking] = useState(false)
  const archive = useArchive()
  const restore = useRestore()
  const allowed = (wanted: string) => dataset.may.some(({ action, allowed }) => action === wanted && allowed)
  if (allowed('restore')) {
    return (
      <Button busy={restore.isPending} onClick={() => restore.mutate({ path: { slug: dataset.slug } })}>
        <ArchiveRestore aria-hidden />
        Restore
      </Button>
    )
  }
  if (!allowed('archive')) return null
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <Archive aria-hidden />
        Archive
      </Button>
      {asking && (
        <ConfirmDialog
          title={`Archive ${dataset.slug}?`}
          verb="Archive"
          busy={archive.isPending}
          error={archive.error}
          onConfirm={() =>
            archive.mutate({ path: { slug: dataset.slug } }, { onSuccess: () => setAsking(false) })
          }
          onClose={() => setAsking(false)}
        >
          Nothing more is measured on it until it is restored. What was measured stays.
        </ConfirmDialog>
      )}
    </>
  )
}
