import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Moment } from '@/ui/moment'
import { Notice } from '@/ui/notice'
import { PageHeader } from '@/ui/page-header'
import { Secret } from '@/ui/secret'
import { TabPanel, Tabs } from '@/ui/tabs'
import { Channels } from './channels'
import { DeleteDialog, RotateDialog } from './confirming'
import { Messages } from './messages'
import { NotificationDialog } from './notification-dialog'
import { Preferences } from './preferences'
import type { Open } from './types'

const TABS = [
  { id: 'channels', label: 'Channels' },
  { id: 'messages', label: 'Messages' },
  { id: 'mine', label: 'For me' },
]

/** Who is told what, by which channel, and what became of it. */
export function NotificationsPage({ mayWrite }: { mayWrite: boolean }) {
  const [search, change] = useSearchParams()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const tab = TABS.find(({ id }) => id === search.tab)?.id ?? 'channels'
  return (
    <>
      <PageHeader
        title="Notifications"
        description="News for people in chats and by mail, and for other programs by signed webhooks."
        actions={
          mayWrite && (
            <Button variant="primary" onClick={() => setOpen({ dialog: 'add' })}>
              <Plus aria-hidden />
              Add notification
            </Button>
          )
        }
      />
      <Tabs
        label="Notifications"
        tabs={TABS}
        value={tab}
        onChange={(id) =>
          change({ tab: id === 'channels' ? undefined : id, after: undefined, state: undefined })
        }
      >
        <TabPanel id="channels">
          <Channels mayWrite={mayWrite} onOpen={setOpen} />
        </TabPanel>
        <TabPanel id="messages">
          <Messages mayWrite={mayWrite} />
        </TabPanel>
        <TabPanel id="mine">
          <Preferences />
        </TabPanel>
      </Tabs>
      {open?.dialog === 'add' && (
        <NotificationDialog
          row={null}
          onClose={close}
          onAdded={(name, secret) => setOpen(secret ? { dialog: 'secret', name, secret } : null)}
        />
      )}
      {open?.dialog === 'edit' && <NotificationDialog row={open.row} onClose={close} onAdded={close} />}
      {open?.dialog === 'delete' && <DeleteDialog row={open.row} onClose={close} />}
      {open?.dialog === 'rotate' && (
        <RotateDialog
          row={open.row}
          onClose={close}
          onDone={(secret, until) => setOpen({ dialog: 'secret', name: open.row.name, secret, until })}
        />
      )}
      {open?.dialog === 'secret' && (
        <Dialog title={`The secret of ${open.name}`} onClose={close} footer={<CloseButton>Done</CloseButton>}>
          <div className="flex flex-col gap-3">
            <p className="text-sm">
              Give it to the receiver, which checks by it that a message is from Remit and unchanged.
            </p>
            <Secret secret={open.secret} label="Secret" />
            {open.until && (
              <Notice tone="idle" title="Both secrets hold for now">
                Messages are signed with the one before as well until <Moment at={open.until} />.
              </Notice>
            )}
          </div>
        </Dialog>
      )}
    </>
  )
}
