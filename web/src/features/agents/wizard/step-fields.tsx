import { typeOf } from '../document/fields'
import { FormView } from '../editor/form-view'
import type { Check } from '../editor/use-check'
import type { Part } from '../parts/part'
import { TypeFields } from '../parts/type-fields'
import { useSchema } from '../queries'
import type { AgentType, Finding } from '../types'
import { SHOWN, type StepId } from './steps'
import { TypeChoice } from './type-choice'

type Props = Part & { id: StepId; check: Check }

const NONE: readonly Finding[] = []
const UNTRIED: Partial<Record<AgentType, string>> = {
  context:
    'An agent that talks is tested by talking to it. Save it in the next step: beside its configuration there is a' +
    ' test chat, and nothing needs to be deployed for it. Note here and now, for yourself, two questions it must' +
    ' answer well and one it must refuse.',
  orchestrator:
    'Agents that lead others are run later: their steps are checked now, and there is nothing to try yet.',
}

/** The fields of one step: those that every agent has, and those of its type. */
export function StepFields({ id, text, onChange, check }: Props) {
  const type = typeOf(text)
  const schema = useSchema(type)
  const untried = id === 'tests' && UNTRIED[type]
  return (
    <>
      {id === 'goal' && <TypeChoice text={text} onChange={onChange} />}
      {untried && <p className="max-w-prose text-sm">{untried}</p>}
      {id !== 'goal' && id !== 'review' && (
        <TypeFields type={type} question={id} text={text} onChange={onChange} />
      )}
      <FormView
        type={type}
        value={text}
        onChange={onChange}
        readOnly={false}
        fixedSlug={null}
        templateSlug={null}
        madeSlug={check.answer?.slug ?? null}
        findings={check.answer?.findings ?? NONE}
        schema={schema}
        onShowText={() => {}}
        only={SHOWN[id]}
      />
    </>
  )
}
