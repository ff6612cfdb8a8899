// What the official JavaScript client does with Remit, told as one line of JSON; the test that starts this judges it.
// Arguments: the steps to do.
// Environment: OPENAI_BASE_URL and OPENAI_API_KEY, as the client itself reads them.
import OpenAI from 'openai'

const client = new OpenAI({ maxRetries: 0 })
const messages = [{ role: 'user', content: 'What is the capital of France?' }]
const parameters = { type: 'object', properties: { at: { type: 'integer' } }, required: ['at'] }
const told = {}

async function collect(stream) {
  const found = []
  for await (const each of stream) found.push(each)
  return found
}

async function failure(asked) {
  try {
    await asked
  } catch (error) {
    return { kind: error.constructor.name, status: error.status, code: error.code, id: error.requestID }
  }
  return 'nothing was refused'
}

const steps = {
  async models() {
    const names = (await collect(await client.models.list())).map((model) => model.id)
    const answer = await client.chat.completions.create({ model: names[0], messages })
    return {
      names,
      owner: (await client.models.retrieve(names[0])).owned_by,
      text: answer.choices[0].message.content,
    }
  },
  async chat() {
    const { data, response, request_id } = await client.chat.completions
      .create({ model: 'desk', messages })
      .withResponse()
    return {
      text: data.choices[0].message.content,
      tokens: data.usage.total_tokens,
      sameId: response.headers.get('x-request-id') === request_id,
    }
  },
  async stream() {
    const chunks = await collect(
      await client.chat.completions.create({
        model: 'desk',
        messages,
        stream: true,
        stream_options: { include_usage: true },
      }),
    )
    return {
      text: chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''),
      tokens: chunks.at(-1).usage.total_tokens,
    }
  },
  async helper() {
    const runner = client.chat.completions.stream({ model: 'desk', messages })
    return (await runner.finalChatCompletion()).choices[0].message.content
  },
  async tools() {
    const looked = []
    const look = { name: 'look', description: 'Look.', parameters, parse: JSON.parse }
    const runner = client.chat.completions.runTools({
      model: 'desk',
      messages: [{ role: 'user', content: 'Look.' }],
      tools: [{ type: 'function', function: { ...look, function: ({ at }) => `cat ${looked.push(at)}` } }],
    })
    return { text: await runner.finalContent(), looked }
  },
  async schema() {
    const schema = { type: 'object', properties: { city: { type: 'string' } } }
    const answer = await client.chat.completions.parse({
      model: 'desk',
      messages: [{ role: 'user', content: 'Answer in JSON.' }],
      response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema } },
    })
    return answer.choices[0].message.content
  },
  async responses() {
    const first = await client.responses.create({ model: 'desk', input: 'I am Ada.' })
    const second = await client.responses.create({
      model: 'desk',
      input: 'Who am I?',
      previous_response_id: first.id,
    })
    const kept = await client.responses.retrieve(second.id)
    await client.responses.delete(first.id)
    return {
      text: second.output_text,
      kept: kept.id === second.id,
      follows: second.previous_response_id === first.id,
    }
  },
  async responseStream() {
    const events = await collect(
      await client.responses.create({ model: 'desk', input: 'Hello', stream: true }),
    )
    const helper = client.responses.stream({ model: 'desk', input: 'Hello' })
    return {
      text: events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join(''),
      last: events.at(-1).type,
      helped: (await helper.finalResponse()).output[0].content[0].text,
    }
  },
  async embeddings() {
    const answer = await client.embeddings.create({ model: 'desk', input: ['a', 'four'] })
    return { vectors: answer.data.map((each) => each.embedding), tokens: answer.usage.prompt_tokens }
  },
  async errors() {
    return [
      await failure(client.chat.completions.create({ model: 'gpt-4o', messages })),
      await failure(new OpenAI({ apiKey: 'sk-other', maxRetries: 0 }).models.list()),
      await failure(client.chat.completions.create({ model: 'desk', messages: [] })),
      await failure(client.files.list()),
    ]
  },
}

for (const name of process.argv.slice(2)) told[name] = await steps[name]()
console.log(JSON.stringify(told))
