import { Link } from '@tanstack/react-router'
import { useEnvironmentOptions } from '@/api/environments'
import { paths } from '@/paths'
import { Field, Input, Select, Switch } from '@/ui/form'
import { type Draft, type Errors, newDraft } from './draft'
import { useConnections } from './queries'
import type { Channel, Kind, Notification } from './types'
import { CHANNELS, SEVERITIES } from './words'

type Props = {
  draft: Draft
  row: Notification | null
  kinds: readonly Kind[]
  errors: Errors
  onChange: (changes: Partial<Draft>) => void
}

/** What a new notification and one that is there have in common. */
export function Fields({ draft, row, kinds, errors, onChange }: Props) {
  const known = useEnvironmentOptions()
  return (
    <>
      <Field label="Name" error={errors.name}>
        {(control) => (
          <Input
            {...control}
            maxLength={100}
            value={draft.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      {!row && (
        <Field label="Channel">
          {(control) => (
            <Select
              {...control}
              value={draft.channel}
              onChange={(event) => {
                const channel = event.target.value as Channel
                onChange({ channel, connection: '', people: channel === 'mail' && newDraft().people })
              }}
              options={Object.entries(CHANNELS).map(([value, { label }]) => ({ value, label }))}
            />
          )}
        </Field>
      )}
      <Where draft={draft} errors={errors} onChange={onChange} />
      <Chosen
        legend="Kinds of news"
        error={errors.kinds}
        options={kinds.map(({ kind, words, help }) => ({ value: kind, label: words, help }))}
        value={draft.kinds}
        onChange={(chosen) => onChange({ kinds: chosen })}
      />
      <Chosen
        legend="Only in"
        options={known}
        value={draft.environments}
        onChange={(environments) => onChange({ environments })}
      />
      {draft.kinds.includes('violation.found') && (
        <Field label="Violations from this severity on">
          {(control) => (
            <Select
              {...control}
              value={draft.severity}
              onChange={(event) => onChange({ severity: event.target.value as Draft['severity'] })}
              options={SEVERITIES.map((value) => ({ value, label: value }))}
            />
          )}
        </Field>
      )}
      {row && (
        <Switch checked={draft.enabled} onChange={(enabled) => onChange({ enabled })}>
          Switched on
        </Switch>
      )}
    </>
  )
}

function Where({ draft, errors, onChange }: Pick<Props, 'draft' | 'errors' | 'onChange'>) {
  const { connection: kind, label } = CHANNELS[draft.channel]
  const { data } = useConnections(kind)
  if (!kind) {
    return (
      <Field
        label="Address"
        help="Messages are signed as Standard Webhooks; the secret is shown once."
        error={errors.url}
      >
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            spellCheck={false}
            maxLength={2000}
            placeholder="https://hooks.example.com/remit"
            value={draft.url}
            onChange={(event) => onChange({ url: event.target.value })}
          />
        )}
      </Field>
    )
  }
  const none = data && data.length === 0 && (
    <>
      There is no connection of this kind yet:{' '}
      <Link to={paths.settingsToolboxes} className="text-accent underline-offset-2 hover:underline">
        add one under Tools
      </Link>
      .
    </>
  )
  return (
    <>
      <Field label={`${label} connection`} help={none} error={errors.connection_id}>
        {(control) => (
          <Select
            {...control}
            value={draft.connection}
            onChange={(event) => onChange({ connection: event.target.value })}
            options={[
              { value: '', label: 'Choose one' },
              ...(data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
      </Field>
      {draft.channel === 'mail' && (
        <>
          <Switch checked={draft.people} onChange={(people) => onChange({ people })}>
            To the people concerned
          </Switch>
          <p className="-mt-3 text-muted text-xs">
            Who can decide, who asked, else owners and admins. Each chooses under For me what not to get.
          </p>
          <Field
            label="Also to"
            optional={draft.people}
            help="Addresses with commas between them; they get everything, and no links that decide."
            error={errors.addresses}
          >
            {(control) => (
              <Input
                {...control}
                spellCheck={false}
                value={draft.addresses}
                onChange={(event) => onChange({ addresses: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
    </>
  )
}

type ChosenProps<Value extends string> = {
  legend: string
  error?: string | undefined
  options: readonly { value: Value; label: string; help?: string }[]
  value: readonly Value[]
  onChange: (value: Value[]) => void
}

function Chosen<Value extends string>({ legend, error, options, value, onChange }: ChosenProps<Value>) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 font-medium text-sm">{legend}</legend>
      <div className="flex flex-col gap-1.5">
        {options.map((option) => (
          <div key={option.value} title={option.help}>
            <Switch
              checked={value.includes(option.value)}
              onChange={(on) =>
                onChange(
                  options
                    .map((each) => each.value)
                    .filter((each) => (each === option.value ? on : value.includes(each))),
                )
              }
            >
              {option.label}
            </Switch>
          </div>
        ))}
      </div>
      {error && <p className="text-bad text-xs">{error}</p>}
      {legend === 'Only in' && <p className="text-muted text-xs">Every environment where none is chosen.</p>}
    </fieldset>
  )
}
