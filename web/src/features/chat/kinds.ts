import { FlaskConical, Rocket } from 'lucide-react'

/** What kind of call talking to it is. */
export const KINDS = {
  deployment: { word: 'Deployed', icon: Rocket },
  agent: { word: 'Test', icon: FlaskConical },
} as const
