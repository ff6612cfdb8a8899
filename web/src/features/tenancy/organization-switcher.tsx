import { useMutation, useQuery } from '@tanstack/react-query'
import { Building2, Check, ChevronsUpDown, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { listOrganizationsOptions, switchOrganizationMutation } from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { cn } from '@/ui/cn'
import { Menu, MenuItem, MenuLine, MenuWords } from '@/ui/menu'
import { toast } from '@/ui/toast'
import { useMay, useSession } from './session'

const NewOrganization = lazy(() =>
  import('./new-organization').then(({ NewOrganization }) => ({ default: NewOrganization })),
)

/** Goes to another organisation with this browser; its pages are loaded anew, since nothing here is of there. */
export function useSwitchOrganization() {
  return useMutation({
    ...switchOrganizationMutation(),
    onSuccess: () => window.location.assign(paths.home),
    onError: (error) => toast.error('You are still here', { description: asProblem(error).detail }),
  })
}

/** Where one works, and the way to one's other organisations. */
export function OrganizationSwitcher({ collapsed = false }: { collapsed?: boolean }) {
  const { organization } = useSession()
  const [making, setMaking] = useState(false)
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={`Organisation ${organization.name}`}
            className={cn(
              'flex h-8 min-w-0 items-center gap-2 rounded-md px-2 text-left text-sm hover:bg-raised',
              collapsed ? 'justify-center' : 'w-full',
            )}
          >
            <Building2 aria-hidden className="size-4 shrink-0 text-muted" />
            {!collapsed && (
              <>
                <span className="min-w-0 flex-1 truncate font-medium">{organization.name}</span>
                <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted" />
              </>
            )}
          </button>
        }
      >
        <Choices onMake={() => setMaking(true)} />
      </Menu>
      {making && (
        <Suspense>
          <NewOrganization onClose={() => setMaking(false)} />
        </Suspense>
      )}
    </>
  )
}

/** Asked for when the menu opens. */
function Choices({ onMake }: { onMake: () => void }) {
  const mine = useQuery(listOrganizationsOptions())
  const go = useSwitchOrganization()
  const mayMake = useMay('organization.create')
  return (
    <>
      <MenuWords>Your organisations</MenuWords>
      {mine.isError && <MenuWords>They could not be loaded. {asProblem(mine.error).detail}</MenuWords>}
      {mine.isPending && <MenuWords>Loading…</MenuWords>}
      {mine.data?.items.map(({ id, name, role, current }) => (
        <MenuItem
          key={id}
          icon={current ? Check : Building2}
          disabled={go.isPending}
          onSelect={() => !current && go.mutate({ body: { id } })}
        >
          <span className="block max-w-52 truncate">{name}</span>
          <span className="block text-muted text-xs">{current ? `${role}, here` : role}</span>
        </MenuItem>
      ))}
      {mayMake && (
        <>
          <MenuLine />
          <MenuItem icon={Plus} onSelect={onMake}>
            New organisation
          </MenuItem>
        </>
      )}
    </>
  )
}
