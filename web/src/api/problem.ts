import { GivenUp } from './writes'

/** An answer that is no success, or no answer at all, in the words of RFC 9457. */
export class Problem extends Error {
  override name = 'Problem'

  constructor(
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly string[] = [],
    readonly requestId: string | null = null,
    /** The whole document: some types have members of their own. */
    readonly document: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail || title)
  }

  /** The stable name of what is wrong, without its path: `agent-changed`. */
  get type(): string {
    return text(this.document.type)?.replace(/^.*\//, '') ?? ''
  }

  get noAnswer(): boolean {
    return this.status === 0
  }
}

/** The problem behind anything thrown; what is no problem document yet becomes one here. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new Problem(
      0,
      'No answer in time',
      'Remit may still be working on it. Retrying does not run it twice.',
    )
  }
  if (error instanceof GivenUp) {
    const type = '/problems/given-up'
    return new Problem(0, error.message, 'It may have been done all the same.', [], null, { type })
  }
  if (error instanceof TypeError) {
    return new Problem(0, 'Remit does not answer', 'Check that it is running and that you are online.')
  }
  return new Problem(
    0,
    'Something went wrong on this page',
    error instanceof Error ? error.message : String(error),
  )
}

/** The problem a failed response carries. */
export function readProblem(body: unknown, response: Response): Problem {
  const document = isRecord(body) ? body : {}
  const result = isRecord(document.result) ? document.result : {}
  return new Problem(
    response.status,
    text(document.title) ?? `Remit answered ${response.status}`,
    text(document.detail) ?? '',
    [document.errors, result.errors].filter(Array.isArray).flat().map(errorText),
    text(document.request_id) ?? response.headers.get('x-request-id'),
    document,
  )
}

function errorText(error: unknown): string {
  if (!isRecord(error)) return String(error)
  return text(error.message) ?? text(error.detail) ?? text(error.msg) ?? JSON.stringify(error)
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
