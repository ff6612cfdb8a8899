import type { Message } from './types'

/** What an answer took, in a few words; what is not known is left out. */
export function factsOf(message: Message): string[] {
  const { input_tokens, output_tokens, cost_usd, duration_ms } = message
  const facts: string[] = message.model && !message.demo ? [message.model] : []
  if (output_tokens !== null)
    facts.push(`${((input_tokens ?? 0) + output_tokens).toLocaleString('en-GB')} tokens`)
  if (cost_usd !== null && !message.demo) facts.push(smallUsd(cost_usd))
  if (duration_ms !== null) facts.push(seconds(duration_ms))
  return facts
}

/** Everything that is known of an answer, for who looks closer. */
export function detailsOf(message: Message): [string, string][] {
  const details: [string, string | null][] = [
    ['Agent version', message.agent],
    ['Model', message.model && `${message.model}${message.provider ? ` (${message.provider})` : ''}`],
    ['Tokens read', message.input_tokens?.toLocaleString('en-GB') ?? null],
    ['Tokens written', message.output_tokens?.toLocaleString('en-GB') ?? null],
    ['Cost', message.cost_usd === null ? (message.model ? 'not known' : null) : `$${message.cost_usd}`],
    ['Price of', message.price_as_of],
    ['First word after', message.first_token_ms === null ? null : seconds(message.first_token_ms)],
    ['Time', message.duration_ms === null ? null : seconds(message.duration_ms)],
    ['Call', message.call_id],
    ['Request', message.request_id],
  ]
  return details.filter((each): each is [string, string] => each[1] !== null && each[1] !== undefined)
}

/** Dollars of single calls are small: two digits that matter. */
export function smallUsd(amount: string): string {
  const dollars = Number(amount)
  if (dollars === 0) return '$0'
  return dollars >= 0.1
    ? `$${dollars.toFixed(2)}`
    : `$${Number(dollars.toPrecision(2)).toFixed(decimals(dollars))}`
}

function decimals(dollars: number): number {
  return Math.min(9, 1 - Math.floor(Math.log10(dollars)))
}

export function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
