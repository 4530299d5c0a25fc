import type { Place } from '../../core/span'
import type { Argument, Call, Expression } from '../../python/nodes'
import { modelKey, type Field, type Model, type ModelKey, type ProjectState } from '../state'
import { readField } from './read-field'

/**
 * Fields that no migration spells out and Django makes when it renders a model. They have a source like any other, so
 * that one reading of fields serves all; its place is that of the model, since the text is nowhere.
 */
function call(target: string, args: Readonly<Record<string, Expression>>, place: Place): Call {
  return {
    kind: 'call',
    callee: { kind: 'reference', target, origin: 'import', place, synthetic: true },
    args: Object.entries(args).map(([name, value]): Argument => ({ name, value, place })),
    place,
    synthetic: true,
  }
}

const yes = (place: Place): Expression => ({ kind: 'boolean', value: true, place, synthetic: true })
const no = (place: Place): Expression => ({ kind: 'boolean', value: false, place, synthetic: true })
const text = (value: string, place: Place): Expression => ({ kind: 'string', value, place, synthetic: true })
const cascade = (place: Place): Expression => ({
  kind: 'reference',
  target: 'django.db.models.CASCADE',
  origin: 'import',
  place,
  synthetic: true,
})

const DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'

/** The `id` of a model without a primary key (`Options._prepare`, `_get_default_pk_class`). */
export function automaticId(model: Model, state: ProjectState, className?: string): Field {
  const { place } = model
  const target = className ?? state.settings.defaultAutoField ?? DEFAULT_AUTO_FIELD
  const source = call(target, { auto_created: yes(place), primary_key: yes(place) }, place)
  return readField('id', source, contextOf(model, state))
}

/** The pointer to a parent that is not spelled out (`ModelBase.__new__`): `place_ptr`. */
export function automaticPointer(model: Model, parent: Model, state: ProjectState): Field {
  const { place } = model
  const source = call(
    'django.db.models.OneToOneField',
    {
      auto_created: yes(place),
      parent_link: yes(place),
      primary_key: yes(place),
      on_delete: cascade(place),
      to: text(modelKey(parent.app, parent.name), place),
    },
    place,
  )
  return readField(`${parent.name.toLowerCase()}_ptr`, source, contextOf(model, state))
}

/** `_order`, of order_with_respect_to (django/db/models/fields/proxy.py). */
export function orderField(model: Model, state: ProjectState, withDefault = false): Field {
  const { place } = model
  const zero: Expression = { kind: 'number', type: 'int', value: '0', place, synthetic: true }
  const source = call('django.db.models.OrderWrt', withDefault ? { default: zero } : {}, place)
  return readField('_order', source, contextOf(model, state))
}

/** One of the two keys of an automatic many-to-many table (`create_many_to_many_intermediary_model`). */
export function throughKey(
  name: string,
  to: ModelKey | undefined,
  field: Field,
  model: Model,
  state: ProjectState,
): Field {
  const { place } = field.source
  const source = call(
    'django.db.models.ForeignKey',
    {
      to: to === undefined ? (field.relation?.toSource ?? text('', place)) : text(to, place),
      on_delete: cascade(place),
      ...(field.relation?.dbConstraint === false && { db_constraint: no(place) }),
      ...(field.dbTablespace !== undefined && { db_tablespace: text(field.dbTablespace, place) }),
    },
    place,
  )
  return readField(name, source, contextOf(model, state))
}

function contextOf(model: Model, state: ProjectState): Parameters<typeof readField>[2] {
  return { app: model.app, model: model.name, settings: state.settings }
}
