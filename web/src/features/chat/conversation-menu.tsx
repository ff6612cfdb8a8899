import { useQueryClient } from '@tanstack/react-query'
import { Braces, Ellipsis, FileText, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { exportConversation } from '@/api/gen'
import { asProblem } from '@/api/problem'
import { Button } from '@/ui/button'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Field, Input } from '@/ui/form'
import { Menu, MenuItem, MenuLine } from '@/ui/menu'
import { toast } from '@/ui/toast'
import { restore, useDelete, useRename } from './queries'
import { isRunning, stop } from './running'

type Named = { id: string; title: string }
type Props = { conversation: Named; onGone: (id: string) => void }

/** What can be done to a conversation as a whole. */
export function ConversationMenu({ conversation, onGone }: Props) {
  const queries = useQueryClient()
  const [renaming, setRenaming] = useState(false)
  const remove = useDelete()
  const { id, title } = conversation
  const onDelete = () => {
    if (isRunning(id)) stop(id)
    remove.mutate(id, {
      onSuccess: () => {
        onGone(id)
        const undo = { label: 'Undo', onClick: () => void bringBack() }
        toast.success('Conversation deleted', { description: title, action: undo })
      },
      onError: (error) =>
        toast.error('The conversation could not be deleted', { description: asProblem(error).detail }),
    })
  }
  const bringBack = async () => {
    try {
      await restore(queries, id)
    } catch (error) {
      toast.error('The conversation could not be brought back', { description: asProblem(error).detail })
    }
  }
  return (
    <>
      <Menu
        trigger={
          <Button variant="ghost" size="smallIcon" aria-label={`Actions for ${title}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={Pencil} onSelect={() => setRenaming(true)}>
          Rename
        </MenuItem>
        <MenuItem icon={FileText} onSelect={() => void download(conversation, 'markdown')}>
          Export as Markdown
        </MenuItem>
        <MenuItem icon={Braces} onSelect={() => void download(conversation, 'json')}>
          Export as JSON
        </MenuItem>
        <MenuLine />
        <MenuItem icon={Trash2} danger onSelect={onDelete}>
          Delete
        </MenuItem>
      </Menu>
      {renaming && <RenameDialog conversation={conversation} onClose={() => setRenaming(false)} />}
    </>
  )
}

function RenameDialog({ conversation, onClose }: { conversation: Named; onClose: () => void }) {
  const [title, setTitle] = useState(conversation.title)
  const rename = useRename()
  const wrong = title.trim() === '' ? 'Give it a title.' : undefined
  return (
    <Dialog title="Rename the conversation" onClose={onClose} busy={rename.isPending}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (wrong) return
          const path = { conversation_id: conversation.id }
          rename.mutate({ path, body: { title: title.trim() } }, { onSuccess: onClose })
        }}
      >
        <Field label="Title" error={wrong}>
          {(control) => (
            <Input
              {...control}
              dir="auto"
              value={title}
              maxLength={200}
              onChange={(event) => setTitle(event.target.value)}
            />
          )}
        </Field>
        {rename.isError && <Failure what="It could not be renamed" error={rename.error} />}
        <div className="flex justify-end gap-2">
          <CloseButton />
          <Button type="submit" variant="primary" busy={rename.isPending}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** Fetched and not linked to, so that a session that has ended is told here and not saved as a file. */
async function download({ id, title }: Named, format: 'markdown' | 'json'): Promise<void> {
  try {
    const path = { conversation_id: id }
    const { data } = await exportConversation({
      path,
      query: { format },
      parseAs: 'blob',
      throwOnError: true,
    })
    const address = URL.createObjectURL(data as unknown as Blob)
    const link = document.createElement('a')
    link.href = address
    link.download = `${title.slice(0, 80).replace(/[\\/:*?"<>|]/g, '-')}.${format === 'json' ? 'json' : 'md'}`
    link.click()
    setTimeout(() => URL.revokeObjectURL(address), 10_000)
  } catch (error) {
    toast.error('The conversation could not be exported', { description: asProblem(error).detail })
  }
}
