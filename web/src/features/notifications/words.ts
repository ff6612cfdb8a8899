import {
  CircleCheck,
  CircleSlash,
  CircleX,
  Clock,
  type LucideIcon,
  Mail,
  MessageSquare,
  TriangleAlert,
  Webhook,
} from 'lucide-react'
import type { Tone } from '@/ui/tone'
import type { Channel, Message, Notification } from './types'

export const CHANNELS: Readonly<Record<Channel, { label: string; icon: LucideIcon; connection?: string }>> = {
  slack: { label: 'Slack', icon: MessageSquare, connection: 'slack' },
  teams: { label: 'Teams', icon: MessageSquare, connection: 'teams' },
  mail: { label: 'Mail', icon: Mail, connection: 'smtp' },
  webhook: { label: 'Webhook', icon: Webhook },
}

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const

type Mark = { tone: Tone; icon: LucideIcon; word: string }

export const MESSAGE_STATES: Readonly<Record<Message['state'], Mark>> = {
  waiting: { tone: 'idle', icon: Clock, word: 'Waiting' },
  delivered: { tone: 'ok', icon: CircleCheck, word: 'Delivered' },
  dead: { tone: 'bad', icon: CircleX, word: 'Given up' },
}

/** How a notification does: on, failing, off, or switched off by Remit. */
export function standing({ enabled, disabled_reason, failing_since }: Notification): Mark {
  if (disabled_reason) return { tone: 'bad', icon: CircleX, word: 'Switched off' }
  if (!enabled) return { tone: 'idle', icon: CircleSlash, word: 'Off' }
  if (failing_since) return { tone: 'warn', icon: TriangleAlert, word: 'Failing' }
  return { tone: 'ok', icon: CircleCheck, word: 'On' }
}
