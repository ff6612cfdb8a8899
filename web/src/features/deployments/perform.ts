import type { ActRequest } from '@/api/gen'
import { client } from '@/api/gen/client.gen'

type Answer = { message?: string; result?: { deployment?: { name: string } } }

/** Sends what was understood, as it was shown. */
export async function perform({ method, path, body }: ActRequest): Promise<string> {
  const answer = await client.request({
    method,
    url: path,
    ...(body ? { body, headers: { 'Content-Type': 'application/json' } } : {}),
    throwOnError: true,
  })
  const { message, result } = (answer.data ?? {}) as Answer
  if (message) return message
  return result?.deployment ? `${result.deployment.name} is planned: confirm it on its page` : 'Done'
}
