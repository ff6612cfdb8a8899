import type {
  ListNotificationKindsResponse,
  ListNotificationMessagesResponse,
  ListNotificationsResponse,
} from '@/api/gen'

export type Notification = ListNotificationsResponse['items'][number]
export type Kind = ListNotificationKindsResponse['items'][number]
export type KindName = Kind['kind']
export type Message = ListNotificationMessagesResponse['items'][number]
export type Channel = Notification['channel']

/** The dialog that is open, and what it is about. */
export type Open =
  | { dialog: 'add' }
  | { dialog: 'edit' | 'delete' | 'rotate'; row: Notification }
  | { dialog: 'secret'; name: string; secret: string; until?: string }
  | null
