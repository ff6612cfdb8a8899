import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { listMembersOptions, listTeamsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Field, Select } from '@/ui/form'
import { ROLES, type Whom } from './rule-draft'

type Props = {
  label: string
  value: Whom
  optional?: boolean
  error?: string | undefined
  onChange: (value: Whom) => void
}

/** Chooses roles, teams and members; each that is chosen can be taken away again. */
export function WhomPicker({ label, value, optional = false, error, onChange }: Props) {
  const { data: members } = useQuery(listMembersOptions())
  const { data: teams } = useQuery(listTeamsOptions({ query: { limit: 200 } }))
  const options = [
    ...ROLES.map((role) => ({ value: `role:${role}`, label: `Role ${role}` })),
    ...(teams?.items ?? []).map(({ slug }) => ({ value: `team:${slug}`, label: `Team ${slug}` })),
    ...(members?.items ?? []).map(({ id, name }) => ({ value: `member:${id}`, label: name })),
  ]
  const said = (each: string) => options.find((option) => option.value === each)?.label ?? each
  return (
    <div className="flex flex-col gap-1.5">
      <Field label={label} optional={optional} error={error}>
        {(control) => (
          <Select
            {...control}
            value=""
            onChange={(event) => event.target.value && onChange([...value, event.target.value])}
            options={[
              { value: '', label: 'Add a role, team or member' },
              ...options.filter((option) => !value.includes(option.value)),
            ]}
          />
        )}
      </Field>
      {value.length > 0 && (
        <ul aria-label={label} className="flex flex-wrap gap-1.5">
          {value.map((each) => (
            <li key={each} className="flex items-center gap-1 rounded-md border bg-raised py-0.5 pr-0.5 pl-2">
              <span className="wrap-anywhere text-xs">{said(each)}</span>
              <button
                type="button"
                aria-label={`Take ${said(each)} away`}
                className="rounded p-0.5 text-muted hover:text-text"
                onClick={() => onChange(value.filter((one) => one !== each))}
              >
                <X aria-hidden className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
