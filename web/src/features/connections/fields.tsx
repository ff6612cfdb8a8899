import { useId } from 'react'
import { Field, Input, Textarea } from '@/ui/form'
import type { Draft } from './draft'
import { KeyField } from './key-field'
import type { Kind } from './kinds'

type Props = {
  draft: Draft
  /** Not there yet while the kinds are asked for. */
  kind: Kind | undefined
  /** The stored key as far as it is shown; none for a new provider or one without. */
  storedKey: string | null
  /** The slug is in agent files, so it is chosen once. */
  slugFixed: boolean
  /** Models that a test found, to choose from. */
  found: readonly string[]
  /** What is wrong, by the name of the field. */
  errors: Readonly<Record<string, string>>
  onChange: (changes: Partial<Draft>) => void
}

function addressHelp(kind: Kind | undefined): string {
  if (kind?.takes_api_version) return 'The endpoint of the resource, such as https://name.openai.azure.com.'
  if (kind?.needs_region) return 'Only for an endpoint of Bedrock in your own network.'
  if (!kind || kind.needs_address) return 'As it is reached from where Remit runs; it mostly ends in /v1.'
  return 'Only for a proxy of your own in front of the API.'
}

/** The fields that a new provider and one that is there have in common. */
export function Fields(props: Props) {
  const { draft, kind, storedKey, slugFixed, found, errors, onChange } = props
  const list = useId()
  const address = kind ? kind.needs_address : true
  return (
    <>
      <Field label="Name" error={errors.name}>
        {(control) => (
          <Input
            {...control}
            value={draft.name}
            maxLength={100}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Slug"
        help={`An agent file names its models as ${draft.slug || 'slug'}:model.`}
        error={errors.slug}
      >
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            value={draft.slug}
            maxLength={40}
            readOnly={slugFixed}
            spellCheck={false}
            onChange={(event) => onChange({ slug: event.target.value.toLowerCase() })}
          />
        )}
      </Field>
      <Field label="Base URL" optional={!address} help={addressHelp(kind)} error={errors.base_url}>
        {(control) => (
          <Input
            {...control}
            type="url"
            className="font-mono"
            value={draft.baseUrl}
            maxLength={2000}
            spellCheck={false}
            onChange={(event) => onChange({ baseUrl: event.target.value })}
          />
        )}
      </Field>
      <Special {...props} />
      <KeyField
        stored={storedKey}
        value={draft.secret}
        help={`${kind?.key_help ?? ''} It is sealed at once and never shown again.`}
        optional={!kind?.needs_secret}
        error={errors.secret}
        onChange={(secret) => onChange({ secret })}
      />
      <Field
        label="Default model"
        optional
        help={`The model that is meant by the slug alone. Empty: ${
          kind?.default_model ?? 'the first that the provider lists'
        }.`}
        error={errors.default_model}
      >
        {(control) => (
          <>
            <Input
              {...control}
              list={list}
              className="font-mono"
              value={draft.defaultModel}
              maxLength={200}
              spellCheck={false}
              onChange={(event) => onChange({ defaultModel: event.target.value })}
            />
            <datalist id={list}>
              {found.slice(0, 200).map((model) => (
                <option key={model} value={model} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <Field
        label="Models that may be used"
        optional
        help="One a line. Empty: all that the provider has."
        error={errors.models}
      >
        {(control) => (
          <Textarea
            {...control}
            className="font-mono"
            value={draft.models}
            spellCheck={false}
            onChange={(event) => onChange({ models: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}

/** What only some kinds need to be reached. */
function Special({ draft, kind, errors, onChange }: Props) {
  if (kind?.needs_region)
    return (
      <Field label="Region" help="Where Bedrock is asked, such as us-east-1." error={errors.region}>
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            value={draft.region}
            maxLength={40}
            spellCheck={false}
            onChange={(event) => onChange({ region: event.target.value })}
          />
        )}
      </Field>
    )
  if (!kind?.takes_api_version) return null
  return (
    <Field
      label="API version"
      optional
      help="Such as 2024-10-21. Empty: the v1 API, which has none."
      error={errors.api_version}
    >
      {(control) => (
        <Input
          {...control}
          className="font-mono"
          value={draft.apiVersion}
          maxLength={30}
          spellCheck={false}
          onChange={(event) => onChange({ apiVersion: event.target.value })}
        />
      )}
    </Field>
  )
}
