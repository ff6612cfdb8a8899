export type Sample = { id: string; label: string; code: string }

const MESSAGE = 'Hello'

/** How this deployment is called, in the ways that work today; the key stands in the environment, never in code. */
export function samples(origin: string, deploymentId: string): Sample[] {
  const url = `${origin}/api/deployed-agents/${deploymentId}/chat`
  return [
    {
      id: 'curl',
      label: 'curl',
      code: `export REMIT_KEY=remit_…

curl ${url} \\
  -H "Authorization: Bearer $REMIT_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"message": "${MESSAGE}"}'`,
    },
    {
      id: 'stream',
      label: 'curl, streamed',
      code: `curl -N ${url} \\
  -H "Authorization: Bearer $REMIT_KEY" \\
  -H "Content-Type: application/json" \\
  -H "Accept: text/event-stream" \\
  -d '{"message": "${MESSAGE}"}'`,
    },
    ...openaiSamples(origin, deploymentId),
    {
      id: 'python',
      label: 'Python',
      code: `import os

import httpx

answer = httpx.post(
    "${url}",
    headers={"Authorization": f"Bearer {os.environ['REMIT_KEY']}"},
    json={"message": "${MESSAGE}"},
    timeout=120,
)
answer.raise_for_status()
print(answer.json()["reply"])`,
    },
    {
      id: 'sdk',
      label: 'Python, with the SDK',
      code: `import os

from remit_sdk import Remit

with Remit("${origin}", os.environ["REMIT_KEY"]) as remit:
    print(remit.chat("${deploymentId}", "${MESSAGE}").reply)`,
    },
    {
      id: 'javascript',
      label: 'JavaScript',
      code: `const answer = await fetch("${url}", {
  method: "POST",
  headers: {
    Authorization: \`Bearer \${process.env.REMIT_KEY}\`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({ message: "${MESSAGE}" }),
})
console.log((await answer.json()).reply)`,
    },
    {
      id: 'cli',
      label: 'Command line',
      code: `REMIT_KEY=remit_… remit chat ${deploymentId} "${MESSAGE}"`,
    },
  ]
}

/** The same call by what speaks OpenAI's API, which is whatever somebody has already. */
function openaiSamples(origin: string, deploymentId: string): Sample[] {
  const url = `${origin}/v1`
  return [
    {
      id: 'openai-python',
      label: 'Python, with OpenAI’s client',
      code: `import os

from openai import OpenAI

client = OpenAI(base_url="${url}", api_key=os.environ["REMIT_KEY"])
answer = client.chat.completions.create(
    model="${deploymentId}",
    messages=[{"role": "user", "content": "${MESSAGE}"}],
)
print(answer.choices[0].message.content)`,
    },
    {
      id: 'openai-javascript',
      label: 'JavaScript, with OpenAI’s client',
      code: `import OpenAI from "openai"

const client = new OpenAI({ baseURL: "${url}", apiKey: process.env.REMIT_KEY })
const answer = await client.chat.completions.create({
  model: "${deploymentId}",
  messages: [{ role: "user", content: "${MESSAGE}" }],
})
console.log(answer.choices[0].message.content)`,
    },
    {
      id: 'openai-curl',
      label: 'curl, to OpenAI’s API',
      code: `curl ${url}/chat/completions \\
  -H "Authorization: Bearer $REMIT_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${deploymentId}", "messages": [{"role": "user", "content": "${MESSAGE}"}]}'`,
    },
  ]
}
