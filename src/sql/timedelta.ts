import type { Expression } from '../python/nodes'

/** Days, seconds and microseconds, normalised as Python's `timedelta` does; all whole. */
export interface TimedeltaParts {
  readonly days: bigint
  readonly seconds: bigint
  readonly microseconds: bigint
}

const UNITS: Readonly<Record<string, bigint>> = {
  weeks: 604_800_000_000n,
  days: 86_400_000_000n,
  hours: 3_600_000_000n,
  minutes: 60_000_000n,
  seconds: 1_000_000n,
  milliseconds: 1_000n,
  microseconds: 1n,
}

/** Python's order of positional arguments. */
const POSITIONS = ['days', 'seconds', 'microseconds', 'milliseconds', 'minutes', 'hours', 'weeks']

/** `datetime.timedelta(…)` of whole numbers; undefined for anything else. */
export function timedeltaParts(value: Expression): TimedeltaParts | undefined {
  if (value.kind !== 'call' || value.callee.kind !== 'reference') return undefined
  if (value.callee.target !== 'datetime.timedelta') return undefined
  let total = 0n
  for (const [index, argument] of value.args.entries()) {
    const unit = UNITS[argument.name ?? POSITIONS[index] ?? '']
    const amount = argument.value
    if (unit === undefined || amount.kind !== 'number' || amount.type !== 'int') return undefined
    total += unit * BigInt(amount.value)
  }
  return normalised(total)
}

/** The whole length, as Django keeps it where there is no interval type. */
export function microseconds(parts: TimedeltaParts): bigint {
  return (parts.days * 86_400n + parts.seconds) * 1_000_000n + parts.microseconds
}

function normalised(total: bigint): TimedeltaParts {
  const day = 86_400_000_000n
  const days = floorDivide(total, day)
  const rest = total - days * day
  return { days, seconds: rest / 1_000_000n, microseconds: rest % 1_000_000n }
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by
  return value % by < 0n ? quotient - 1n : quotient
}
