import type { Detail } from '../types'
import type { Sample } from './samples'

/** Says whether Remit can call an agent that runs elsewhere, or it only reports. */
export function isCalled({ artifact }: Detail): boolean {
  return artifact.model_name.includes(':')
}

/** How an agent that runs elsewhere is connected; the key stands in the environment, never in code. */
export function connecting(origin: string, deploymentId: string): Sample[] {
  const url = `${origin}/api/deployed-agents/${deploymentId}`
  const headers = `-H "Authorization: Bearer $REMIT_KEY" \\
  -H "Content-Type: application/json"`
  return [
    {
      id: 'connect',
      label: 'Connect, Python',
      code: `# export REMIT_KEY=remit_…
from remit_sdk import ExternalAgent

with ExternalAgent("${deploymentId}", url="${origin}", version="1.0") as remit:
    while remit.wanted:
        question = next_question()                      # yours
        asked = remit.ask_text("input", question)
        if not asked.allowed:
            continue
        answer, used = your_agent(asked.text)           # yours, in any framework
        print(remit.ask_text("output", answer).text)
        remit.report(provider="openai", model="gpt-5-mini",
                     input_tokens=used.input, output_tokens=used.output)`,
    },
    {
      id: 'heartbeat',
      label: 'Heartbeat, curl',
      code: `export REMIT_KEY=remit_…

curl ${url}/heartbeat \\
  ${headers} \\
  -d '{"status": "ok", "version": "1.0"}'`,
    },
    {
      id: 'decide',
      label: 'Decision, curl',
      code: `curl ${url}/decide \\
  ${headers} \\
  -d '{"questions": [{"action": "tool.use", "tool": "mail.send", "arguments": {"to": "a@example.org"}}]}'`,
    },
    {
      id: 'usage',
      label: 'Usage, curl',
      code: `curl ${url}/usage \\
  ${headers} \\
  -d '{"calls": [{"id": "call-1", "provider": "openai", "model": "gpt-5-mini", "input_tokens": 12, "output_tokens": 34, "duration_ms": 820}]}'`,
    },
  ]
}
