import {
  Bot,
  ChartColumn,
  FlaskConical,
  Hourglass,
  House,
  type LucideIcon,
  MessageSquare,
  Rocket,
  Scale,
  ScrollText,
  Settings,
  ShieldCheck,
  TriangleAlert,
  Wallet,
} from 'lucide-react'
import { paths } from '@/paths'

export type NavPage = { to: string; label: string; icon: LucideIcon; keys: string }

/** The pages that the sidebar, the palette and the keyboard lead to. */
export const PAGES: readonly NavPage[] = [
  { to: paths.home, label: 'Home', icon: House, keys: 'g h' },
  { to: paths.deployments, label: 'Deployments', icon: Rocket, keys: 'g d' },
  { to: paths.agents, label: 'Agents', icon: Bot, keys: 'g a' },
  { to: paths.evaluations, label: 'Evaluations', icon: FlaskConical, keys: 'g e' },
  { to: paths.chat, label: 'Chat', icon: MessageSquare, keys: 'g c' },
  { to: paths.approvals, label: 'Approvals', icon: ShieldCheck, keys: 'g p' },
  { to: paths.runs, label: 'Runs', icon: Hourglass, keys: 'g r' },
  { to: paths.policies, label: 'Policies', icon: Scale, keys: 'g o' },
  { to: paths.violations, label: 'Violations', icon: TriangleAlert, keys: 'g v' },
  { to: paths.usage, label: 'Usage', icon: ChartColumn, keys: 'g u' },
  { to: paths.budgets, label: 'Budgets and limits', icon: Wallet, keys: 'g b' },
  { to: paths.audit, label: 'Activity and audit', icon: ScrollText, keys: 'g l' },
  { to: paths.settings, label: 'Settings', icon: Settings, keys: 'g s' },
]
