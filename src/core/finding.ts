import type { Place } from './span'

/** Something that `check` reports: what breaks, for whom, where, and what to do about it. */
export interface Finding {
  /** Stable, in kebab case: what tools, ignore comments and the configuration go by. */
  readonly rule: string
  readonly severity: 'error' | 'note'
  readonly place: Place
  /** `shop.0002_auto` */
  readonly migration: string
  /** `RemoveField product.rating`; left out where it is about the whole file. */
  readonly operation?: string
  /** What breaks, and for whom; no full stop at its end. */
  readonly message: string
  readonly fix: string
}
