import type { ChoicesAnswer } from '@/api/gen'
import type { SearchParams } from '@/search-params'
import { Field, Input, Select } from '@/ui/form'
import { usd } from '@/ui/usd'
import { type Choice, hostOf } from './choice'

type Props = { choices: ChoicesAnswer; choice: Choice; onChange: (changes: SearchParams) => void }

/** The name, the number, the instance and the budget; what is left empty Remit chooses. */
export function Size({ choices, choice, onChange }: Props) {
  if (choice.kind === 'agent') {
    return (
      <p className="max-w-2xl text-muted text-sm">
        An agent runs inside Remit with the limits of its file, and keeps its name. What it may spend is set
        under Budgets and limits.
      </p>
    )
  }
  const aws = hostOf(choices, choice) === 'sagemaker'
  const text = (name: keyof Choice) => ({
    value: choice[name] ?? '',
    onChange: ({ target }: { target: { value: string } }) => onChange({ [name]: target.value }),
  })
  return (
    <div className="grid max-w-2xl gap-x-4 gap-y-4 sm:grid-cols-2">
      <Field label="What it is for" help="Names the endpoint, such as chatbot-x." optional>
        {(control) => <Input {...control} {...text('application')} maxLength={63} />}
      </Field>
      <Field
        label="Budget in dollars per hour"
        help="For all instances together; the plan is refused when it costs more."
        optional
      >
        {(control) => <Input {...control} {...text('budget')} inputMode="decimal" placeholder="20" />}
      </Field>
      <Field
        label={aws ? 'Instances' : 'Replicas'}
        help={`One when left empty, at most ${choices.max_instances}.`}
        optional
      >
        {(control) => <Input {...control} {...text('count')} inputMode="numeric" placeholder="1" />}
      </Field>
      <Field label="Context in tokens" help="As much as fits when left empty." optional>
        {(control) => <Input {...control} {...text('context')} inputMode="numeric" />}
      </Field>
      {choice.kind === 'model' && (
        <Field label="Precision" help="The catalogue’s when left alone." optional>
          {(control) => (
            <Select
              {...control}
              {...text('precision')}
              options={[
                { value: '', label: 'As published' },
                ...choices.precisions.map((value) => ({ value, label: value })),
              ]}
            />
          )}
        </Field>
      )}
      {aws && (
        <>
          <Field label="Region" optional>
            {(control) => (
              <Select
                {...control}
                value={choice.region}
                onChange={({ target }) => onChange({ region: target.value })}
                options={[
                  { value: '', label: choice.region ? 'Remit’s own' : `Remit’s own, ${choices.region}` },
                  ...choices.regions.map((value) => ({ value, label: value })),
                ]}
              />
            )}
          </Field>
          <Field
            label="Instance type"
            help={`Prices in ${choices.region}.`}
            optional
            className="sm:col-span-2"
          >
            {(control) => (
              <Select
                {...control}
                {...text('instance')}
                options={[
                  { value: '', label: 'The cheapest that fits' },
                  ...choices.instances.map((each) => ({ value: each.id, label: described(each) })),
                ]}
              />
            )}
          </Field>
        </>
      )}
    </div>
  )
}

function described({
  id,
  gpus,
  vcpus,
  memory_gib,
  usd_per_hour,
}: ChoicesAnswer['instances'][number]): string {
  const price = usd_per_hour === null ? 'price unknown' : `${usd(usd_per_hour)} an hour`
  return `${id}: ${gpus ?? `${vcpus} vCPUs, ${memory_gib} GiB`}, ${price}`
}
