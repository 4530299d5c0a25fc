import type { Step } from './session'

/** A command, or a block outside of a session, that no test runs, and why. Each must stand on its page. */
export interface NotRun {
  readonly page: string
  /** The whole line of a command; or the first line of a block. */
  readonly text: string
  readonly why: string
}

export const NOT_RUN: readonly NotRun[] = [
  {
    page: 'docs/deploying/kubernetes.md',
    text: 'kubectl apply --filename migrate.yaml',
    why: 'needs a cluster',
  },
  {
    page: 'docs/deploying/kubernetes.md',
    text: 'kubectl wait --for=condition=complete --timeout=1h job/shop-migrate-v2',
    why: 'needs a cluster',
  },
  {
    page: 'docs/deploying/kubernetes.md',
    text: 'kubectl set image deployment/shop web=registry.example.com/shop:v2',
    why: 'needs a cluster',
  },
  {
    page: 'docs/deploying/kubernetes.md',
    text: 'kubectl rollout status deployment/shop',
    why: 'needs a cluster',
  },
  {
    page: 'docs/deploying/kubernetes.md',
    text: "kubectl get pods --selector app=shop --output 'custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[*].image'",
    why: 'needs a cluster',
  },
  {
    page: 'docs/deploying/kubernetes.md',
    text: "image=$(kubectl get deployment/shop --output jsonpath='{.spec.template.spec.containers[0].image}')",
    why: 'needs a cluster',
  },
  {
    page: 'docs/deploying/release-phase.md',
    text: 'heroku run python manage.py migrate shop 0002_remove_product_rating_from_state',
    why: 'needs Heroku; what it runs there is run behind it',
  },
  {
    page: 'docs/deploying/release-phase.md',
    text: 'heroku rollback v41',
    why: 'needs Heroku; old code is run behind it',
  },
  {
    page: 'README.md',
    text: 'npm ci && node bin/bgsplit.js --dry-run examples/shop/shop/migrations/0002_remove_product_rating.py --dialect postgresql',
    why: 'the second command is run by test/drift; the first is what these tests stand on',
  },
  {
    page: 'README.md',
    text: 'npm ci && npm test',
    why: 'this is that command',
  },
  {
    page: 'docs/database-migrations.md',
    text: 'CommandError: Rows of shop_product whose sku has more than 20 characters: 3 (first: 17, 140, 141). Change these, then run migrate again.',
    why: 'SQLite knows no lengths: test/emit/row-functions and test/rollout have such lines',
  },
  {
    page: 'docs/design/overlap.md',
    text: 'state migration     = change of the models, whole   + database: old schema -> overlap',
    why: 'a definition',
  },
  {
    page: 'docs/runners.md',
    text: '0002_…_from_state   before     release 1',
    why: 'a drawing; test/packages runs it with each runner (BARRIER)',
  },
  {
    page: 'docs/ci.md',
    text: 'npm install --global git+https://github.com/OWNER/bgsplit',
    why: 'OWNER is whoever publishes it; test/packages/pre-commit installs from a repository',
  },
  {
    page: 'docs/ci.md',
    text: `gh pr comment "$NUMBER" --body-file comment.md --edit-last --create-if-none`,
    why: 'needs GitHub',
  },
]

/** Whether a step of a session is among them. */
export function isLeftOut(page: string, step: Step): boolean {
  return step.kind === 'run' && NOT_RUN.some((each) => each.page === page && each.text === step.command)
}
