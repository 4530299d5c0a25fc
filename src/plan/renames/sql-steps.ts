import { applyChanges } from '../../django/apply-change'
import { Refusal } from '../../core/errors'
import type { Place } from '../../core/span'
import type { Change } from '../../django/changes'
import type { Schema } from '../../django/schema'
import { compile, type CompileOptions } from '../../sql/compile'
import type { Step } from '../plan'
import type { OperationWriter } from '../write-operation'

/** Changes, and the schema as it is before the first of them. */
export interface From {
  readonly changes: readonly Change[]
  readonly at: Schema
  /** After these: changes that nobody sees one without the other, where the database has transactions of DDL. */
  readonly together?: readonly Change[]
}

/** What the steps of one rename have in common. */
export interface Writing {
  readonly write: OperationWriter
  readonly how: CompileOptions
  /** For `RunSQL(hints=…)`, and whose rows are copied. */
  readonly model: string
  readonly place: Place
}

/** A RunSQL of both ways. Throws `renamed` where the database has no SQL for one of them. */
export function sqlStep(
  { write, how, model, place }: Writing,
  forward: From,
  reverse: From,
  comment: readonly string[],
): Step {
  const [there, back] = [forward, reverse].map((each) => statements(each, how))
  if (there && back) return write.step(write.runSql(there, back, model), comment)
  throw new Refusal({
    code: 'renamed',
    reason: 'there is no SQL for this rename that bgsplit can write',
    wayOut: 'keep the name in the database, with db_column or db_table: its name in Python is then free',
    place,
  })
}

function statements(
  { changes, at, together = [] }: From,
  how: CompileOptions,
): readonly string[] | undefined {
  const first = compile(changes, at, how)
  const rest = compile(together, applyChanges(at, changes), how)
  if (first === undefined || rest === undefined) return undefined
  const isOne = together.length < 2 || at.dialect !== 'postgresql'
  return [...first, ...(isOne ? rest : ['BEGIN', ...rest, 'COMMIT'])]
}
