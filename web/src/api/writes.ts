/** Why a request was given up: whoever asked for it closed what they asked from. */
export class GivenUp extends Error {
  override name = 'GivenUp'
}

type Write = { began: number; controller: AbortController }

const underWay = new Set<Write>()

/** Sends what changes something so that it can be given up until its answer begins. */
export async function sendWrite(send: (signal: AbortSignal) => Promise<Response>): Promise<Response> {
  const write = { began: performance.now(), controller: new AbortController() }
  underWay.add(write)
  try {
    return await send(write.controller.signal)
  } finally {
    underWay.delete(write)
  }
}

/** Gives up the writes that were sent since a moment, and says whether there were any: they may be done all the same. */
export function giveUpWrites(since: number): boolean {
  const given = [...underWay].filter(({ began }) => began >= since)
  for (const { controller } of given) controller.abort(new GivenUp('Closed before Remit answered'))
  return given.length > 0
}
