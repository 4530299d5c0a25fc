import { builder } from '../../python/build'
import type { Expression } from '../../python/nodes'
import { modelKey, type Field, type Model, type ModelKey, type ProjectState } from '../state'
import { readField, type FieldContext } from './read-field'

/**
 * Fields that no migration spells out and Django makes when it renders a model. They have a source like any other, so
 * that one reading of fields serves all; its place is that of the model, since the text is nowhere.
 */

const DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'
const CASCADE = 'django.db.models.CASCADE'

/** The `id` of a model without a primary key (`Options._prepare`, `_get_default_pk_class`). */
export function automaticId(model: Model, state: ProjectState, className?: string): Field {
  const build = builder(model.place)
  const target = className ?? state.settings.defaultAutoField ?? DEFAULT_AUTO_FIELD
  const yes = build.boolean(true)
  return readField(
    'id',
    build.call(target, [], { auto_created: yes, primary_key: yes }),
    contextOf(model, state),
  )
}

/** The pointer to a parent that is not spelled out (`ModelBase.__new__`): `place_ptr`. */
export function automaticPointer(model: Model, parent: Model, state: ProjectState): Field {
  const build = builder(model.place)
  const yes = build.boolean(true)
  const source = build.call('django.db.models.OneToOneField', [], {
    auto_created: yes,
    on_delete: build.reference(CASCADE),
    parent_link: yes,
    primary_key: yes,
    to: build.string(modelKey(parent.app, parent.name)),
  })
  return readField(`${parent.name.toLowerCase()}_ptr`, source, contextOf(model, state))
}

/** `_order`, of order_with_respect_to (django/db/models/fields/proxy.py). */
export function orderField(model: Model, state: ProjectState, withDefault = false): Field {
  const build = builder(model.place)
  const source = build.call('django.db.models.OrderWrt', [], {
    default: withDefault ? build.int(0) : undefined,
  })
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
  const build = builder(field.source.place)
  const source = build.call('django.db.models.ForeignKey', [], {
    to: targetExpression(to, field, build),
    on_delete: build.reference(CASCADE),
    db_constraint: field.relation?.dbConstraint === false ? build.boolean(false) : undefined,
    db_tablespace: field.dbTablespace === undefined ? undefined : build.string(field.dbTablespace),
  })
  return readField(name, source, contextOf(model, state))
}

function targetExpression(
  to: ModelKey | undefined,
  field: Field,
  build: ReturnType<typeof builder>,
): Expression | undefined {
  return to === undefined ? field.relation?.toSource : build.string(to)
}

function contextOf(model: Model, state: ProjectState): FieldContext {
  return { app: model.app, model: model.name, settings: state.settings }
}
