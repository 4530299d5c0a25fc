const MILLISECONDS = { ms: 1, s: 1000, min: 60_000 } as const

/** Milliseconds of a time as PostgreSQL writes it (`500ms`, `5s`, `1min`); undefined for anything else, and for 0. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})(ms|s|min)$/.exec(text)
  if (match === null) return undefined
  // The pattern allows no other unit.
  const factor = MILLISECONDS[match[2] as keyof typeof MILLISECONDS]
  return Number(match[1]) * factor || undefined
}
