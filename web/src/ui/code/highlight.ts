import { createHighlighterCore, type HighlighterCore, type ThemedToken } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'

const LANGUAGES = {
  python: () => import('shiki/langs/python.mjs'),
  typescript: () => import('shiki/langs/typescript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
  shellscript: () => import('shiki/langs/shellscript.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
}
type Language = keyof typeof LANGUAGES
const NAMES: Readonly<Record<string, Language>> = {
  py: 'python',
  python: 'python',
  ts: 'typescript',
  typescript: 'typescript',
  js: 'typescript',
  javascript: 'typescript',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  sh: 'shellscript',
  bash: 'shellscript',
  shell: 'shellscript',
  sql: 'sql',
}
/** Longer code stays plain: colouring it would hold the page up. */
const LONGEST = 20_000

let highlighter: Promise<HighlighterCore> | undefined

/** The tokens of code, line by line; null for a language that is not coloured. The engine needs no eval and no wasm. */
export async function tokensOf(code: string, name: string): Promise<ThemedToken[][] | null> {
  const lang = NAMES[name.toLowerCase()]
  if (!lang || code.length > LONGEST) return null
  highlighter ??= createHighlighterCore({
    themes: [
      import('shiki/themes/github-light-high-contrast.mjs'),
      import('shiki/themes/github-dark-high-contrast.mjs'),
    ],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  })
  const ready = await highlighter
  await ready.loadLanguage(await LANGUAGES[lang]())
  return ready.codeToTokens(code, {
    lang,
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    defaultColor: false,
  }).tokens
}
