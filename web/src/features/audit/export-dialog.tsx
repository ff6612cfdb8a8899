import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { getAuditCheckpointOptions } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { CodeBlock } from '@/ui/code-block'
import { Dialog } from '@/ui/dialog'

/** The whole log as a file, and how to check it where there is no Remit. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const checkpoint = useQuery({ ...getAuditCheckpointOptions(), staleTime: Number.POSITIVE_INFINITY })
  const key = checkpoint.data ? ` --key "${checkpoint.data.verifier}"` : ''
  return (
    <Dialog
      title="Export the log"
      description="Every entry with its details and proof, as JSON lines. The export itself is recorded."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" onClick={download}>
            <Download aria-hidden />
            Download
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2 text-sm">
        <p>Check the file on any machine, without this server and without a network:</p>
        <CodeBlock code={`remit audit verify FILE${key}`} label="the command" />
        <p className="text-muted">
          The key is this server's word for itself. Compare it with the one that was given to you by another
          way, and keep a checkpoint elsewhere: a later export must continue it.
        </p>
      </div>
    </Dialog>
  )
}

/** The browser streams the file to disk by itself. */
function download(): void {
  const link = document.createElement('a')
  link.href = paths.auditExport
  link.download = ''
  link.click()
}
