/** What stands in templates/, and in what form it gives Python. */
const FORMS = {
  'check-rows.py.ejs': 'statements',
  'class-comment.py.ejs': 'comment',
  'copy-rows.py.ejs': 'statements',
  'database-migration.py.ejs': 'statements',
  'fill-rows.py.ejs': 'statements',
  'on-vendor.py.ejs': 'statements',
  'rename-content-type.py.ejs': 'statements',
  'state-operation.py.ejs': 'expression',
  'steps.py.ejs': 'items',
} as const

export type TemplateName = keyof typeof FORMS

/** `comment`: lines that are wrapped and written behind `# `, whatever they hold. `items`: those of a list. */
export type TemplateForm = (typeof FORMS)[TemplateName]

// `Object.keys` does not know that an object literal has no further keys.
export const TEMPLATE_NAMES = Object.keys(FORMS) as readonly TemplateName[]

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(FORMS, name)
}

export function formOf(name: TemplateName): TemplateForm {
  return FORMS[name]
}
