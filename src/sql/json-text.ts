import type { Expression } from '../python/nodes'

/**
 * A Python literal as `json.dumps` writes it, spaces and escapes included, so that the default that is stored is
 * the same text; undefined for what json.dumps would not take or static reading cannot tell.
 */
export function jsonText(value: Expression): string | undefined {
  switch (value.kind) {
    case 'none':
      return 'null'
    case 'boolean':
      return value.value ? 'true' : 'false'
    case 'number':
      return value.type === 'int' ? value.value : undefined
    case 'string':
      return asciiJson(value.value)
    case 'list':
    case 'tuple':
      return joined('[', value.items.map(jsonText), ']')
    case 'dict':
      return joined('{', value.entries.map(jsonEntry), '}')
    default:
      return undefined
  }
}

function jsonEntry([key, value]: readonly [Expression, Expression]): string | undefined {
  const text = jsonText(value)
  return key.kind === 'string' && text !== undefined ? `${asciiJson(key.value)}: ${text}` : undefined
}

function joined(open: string, parts: readonly (string | undefined)[], close: string): string | undefined {
  return parts.includes(undefined) ? undefined : open + parts.join(', ') + close
}

/** json.dumps escapes everything beyond ASCII. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
