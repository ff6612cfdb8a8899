import { StreamLanguage } from '@codemirror/language'

type Place = { annotation: boolean }
const EFFECTS = /^(?:permit|forbid|when|unless)\b/
const OPERATORS = /^(?:in|is|has|like|if|then|else)\b/
const VARIABLES = /^(?:principal|action|resource|context)\b/

/** Cedar as far as colours go: Remit itself says what is right. */
export const cedar = StreamLanguage.define<Place>({
  name: 'cedar',
  startState: () => ({ annotation: false }),
  token(stream, place) {
    if (stream.eatSpace()) return null
    if (stream.match('//')) {
      stream.skipToEnd()
      return 'comment'
    }
    if (stream.match(/^"(?:\\.|[^"\\])*"?/)) return 'string'
    if (stream.eat('@')) {
      place.annotation = true
      return 'meta'
    }
    if (place.annotation && stream.match(/^\w+/)) {
      place.annotation = false
      return 'propertyName'
    }
    if (stream.match(EFFECTS) || stream.match(OPERATORS)) return 'keyword'
    if (stream.match(/^(?:true|false)\b/)) return 'bool'
    if (stream.match(VARIABLES)) return 'propertyName'
    if (stream.match(/^\d+/)) return 'number'
    if (stream.match(/^\w+/)) return 'variableName'
    stream.next()
    return 'punctuation'
  },
  languageData: { commentTokens: { line: '//' }, closeBrackets: { brackets: ['(', '[', '{', '"'] } },
})
