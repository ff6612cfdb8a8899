import { Link } from '@tanstack/react-router'
import { Bot, FlaskConical } from 'lucide-react'
import { paths } from '@/paths'
import { Hint } from '@/ui/hint'
import { useMay, useSession } from './session'

const MARK =
  'inline-flex h-6 items-center gap-1 rounded-full border border-edge/60 px-2 font-medium text-muted text-xs [&_svg]:size-3.5'

/** Marks of what is not real here: the demo model, and the dry run. */
export function Marks() {
  const { demo_model, execute } = useSession()
  const mayConnect = useMay('connection.write')
  const demo = 'No model provider is connected, so the built-in demo model answers.'
  return (
    <>
      {demo_model && (
        <Hint words={mayConnect ? `${demo} Connect one under Settings, Model providers.` : demo}>
          <Link to={paths.settingsProviders} className={MARK}>
            <Bot aria-hidden />
            Demo model
          </Link>
        </Hint>
      )}
      {!execute && (
        <Hint words="Nothing is created at the cloud provider: Remit records the calls it would make. Start it with REMIT_EXECUTE=true to make them.">
          <button type="button" className={MARK}>
            <FlaskConical aria-hidden />
            Dry run
          </button>
        </Hint>
      )}
    </>
  )
}
