import { defineConfig } from '@hey-api/openapi-ts'

export default defineConfig({
  logs: { file: false, level: 'warn' },
  input: process.env.OPENAPI ?? '../../openapi.json',
  // What OpenAI's own clients call is not for the pages.
  parser: { filters: { tags: { exclude: ['openai'] } } },
  output: { path: process.env.OUT ?? '../src/api/gen', postProcess: [] },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk', '@tanstack/react-query'],
})
