import type { Move, Severity, State, Violation } from './violations-types'

export const SEVERITY_ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low']
export const STATE_ORDER: readonly State[] = ['open', 'acknowledged', 'resolved', 'false_positive']

/** What Remit did about it. */
export const DONE: Record<Violation['verdict'], string> = {
  warn: 'Marked, and let through',
  redact: 'Taken out of the text',
  escalate: 'Held for a person',
  deny: 'Refused',
}

const WHERE: Readonly<Record<string, string>> = {
  input: 'in what was asked',
  output: 'in the answer',
  tool_arguments: 'in what was given to a tool',
  tool_result: 'in what a tool returned',
}

/** Where in the call it was: none for a rule that is not about a text. */
export function where(direction: string): string | null {
  return WHERE[direction] ?? null
}

const LABELS: Readonly<Record<string, string>> = {
  secret: 'Secret',
  pii: 'Personal data',
  exfiltration: 'Data in an address',
  invisible: 'Invisible characters',
  injection: 'Injection phrase',
  canary: 'Mark of the instructions',
  annotator: 'Annotator',
}

/** A label in words: `secret.aws` is "Secret (aws)". */
export function labelWords(label: string): string {
  const [family = '', kind] = [label.split('.')[0], label.split('.').slice(1).join('.')]
  const words = LABELS[family] ?? family
  return kind ? `${words} (${kind.replaceAll('_', ' ')})` : words
}

export const MOVES: Record<Move, { verb: string; done: string }> = {
  acknowledge: { verb: 'Acknowledge', done: 'Acknowledged' },
  resolve: { verb: 'Resolve', done: 'Resolved' },
  false_positive: { verb: 'False positive', done: 'Marked a false positive' },
  reopen: { verb: 'Reopen', done: 'Open again' },
}

/** The name of what a violation is about: its name where it has one, else its id. */
export function subjectName({ subject, subject_name }: Pick<Violation, 'subject' | 'subject_name'>): string {
  return subject_name ?? subject.slice(subject.indexOf(':') + 1)
}

/** The ones of a list in the address, such as `critical,high`, that there are. */
export function chosen<Word extends string>(text: string | undefined, all: readonly Word[]): Word[] {
  const said = new Set(text?.split(','))
  return all.filter((each) => said.has(each))
}
