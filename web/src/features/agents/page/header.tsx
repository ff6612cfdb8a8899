import { Archive, ArchiveRestore, Download, EllipsisVertical, History, Rocket } from 'lucide-react'
import { useActions } from '@/ui/actions'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Menu, MenuItem, MenuWords } from '@/ui/menu'
import { PageHeader } from '@/ui/page-header'
import { AGENT_STATES } from '@/ui/states'
import { rightTo } from '../queries'
import type { Detail, Open } from '../types'
import { useReactivate } from './archive-dialog'

type Props = { agent: Detail; unsaved: boolean; onOpen: (open: Open) => void }

/** What the agent is, and the next thing to do with it. */
export function Header({ agent, unsaved, onOpen }: Props) {
  const { slug, version, active_version: active, promotion } = agent
  const reactivate = useReactivate(slug)
  const [promote, deploy] = [rightTo(agent, 'promote'), rightTo(agent, 'deploy')]
  const archive = rightTo(agent, agent.status === 'archived' ? 'reactivate' : 'archive')
  const promotable = version.status === 'draft' && promotion?.number !== version.number
  const back = () => reactivate.mutate({ path: { slug } })
  useActions(slug, [
    {
      id: 'promote',
      label: `Promote version ${version.number}`,
      refusal: promotable ? promote.reason : `Version ${version.number} is no draft any more`,
      run: () => onOpen({ promote: version.number }),
    },
    { id: 'deploy', label: 'Deploy', icon: Rocket, refusal: deploy.reason, run: () => onOpen('deploy') },
    agent.status === 'archived'
      ? { id: 'archive', label: 'Reactivate', icon: ArchiveRestore, refusal: archive.reason, run: back }
      : {
          id: 'archive',
          label: 'Archive',
          icon: Archive,
          refusal: archive.reason,
          run: () => onOpen('archive'),
        },
  ])
  return (
    <PageHeader
      title={slug}
      marks={
        <>
          <Badge {...AGENT_STATES[agent.status]} />
          <span className="text-muted text-sm">
            {active ? `Version ${active} is active` : 'No version is active'}
            {version.number !== active && `, the newest is ${version.number}`}
          </span>
          {promotion && <UnderWay {...promotion} />}
        </>
      }
      description={[agent.type, agent.description, agent.tags.join(', ')].filter(Boolean).join(' · ')}
      actions={
        <>
          {promotable && promote.allowed && (
            <Button
              variant={unsaved ? 'outline' : 'primary'}
              onClick={() => onOpen({ promote: version.number })}
            >
              Promote…
            </Button>
          )}
          {(!promotable || active !== null) && (
            <DeployButton agent={agent} onOpen={onOpen} primary={!unsaved && !promotable} />
          )}
          {archive.allowed && agent.status === 'archived' && (
            <Button variant="primary" busy={reactivate.isPending} onClick={back}>
              Reactivate
            </Button>
          )}
          {agent.status !== 'archived' && (
            <Menu
              trigger={
                <Button variant="ghost" size="icon" aria-label={`More for ${slug}`}>
                  <EllipsisVertical aria-hidden />
                </Button>
              }
            >
              <MenuItem icon={Download} onSelect={() => window.location.assign(exportOf(slug, 'yaml'))}>
                Export as a file
              </MenuItem>
              <MenuItem icon={Download} onSelect={() => window.location.assign(exportOf(slug, 'zip'))}>
                Export as a folder
              </MenuItem>
              <MenuItem icon={Archive} disabled={!archive.allowed} onSelect={() => onOpen('archive')}>
                Archive…
              </MenuItem>
              {archive.reason && <MenuWords>{archive.reason}</MenuWords>}
            </Menu>
          )}
        </>
      }
    />
  )
}

function UnderWay({ number, status }: NonNullable<Detail['promotion']>) {
  const waits = status === 'pending'
  return (
    <Badge
      tone={waits ? 'warn' : 'info'}
      icon={History}
      word={waits ? `Version ${number} waits for approval` : `Version ${number} is being promoted`}
    />
  )
}

/** Where an agent is downloaded: everything but secrets. */
function exportOf(slug: string, form: 'yaml' | 'zip'): string {
  return `/api/agents/${encodeURIComponent(slug)}/export?form=${form}`
}

type DeployProps = { agent: Detail; onOpen: (open: Open) => void; primary?: boolean }

/** Deploys the active version; absent for those who may not, with the reason where only the state forbids it. */
export function DeployButton({ agent, onOpen, primary = false }: DeployProps) {
  const { allowed } = rightTo(agent, 'deploy')
  if (!allowed) return null
  return (
    <Button variant={primary ? 'primary' : 'outline'} onClick={() => onOpen('deploy')}>
      <Rocket aria-hidden />
      Deploy…
    </Button>
  )
}
