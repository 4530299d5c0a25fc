import type * as Crypto from 'node:crypto'

/** A digest, in hex, of texts in UTF-8 and bytes that stand behind each other. */
export function digest(algorithm: 'sha1' | 'sha256', ...parts: readonly (string | Buffer)[]): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- 4 ms that most runs do not need
  const { createHash } = require('node:crypto') as typeof Crypto
  const hash = createHash(algorithm)
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
