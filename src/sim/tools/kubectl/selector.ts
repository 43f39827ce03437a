/** `-l`: label selectors as kubectl takes them. Source: k8s.io/apimachinery pkg/labels Parse(). */
import type { Labels } from '../../kube/selectors';
import { err, ok, type Result } from '../../result';

type Requirement = (labels: Labels) => boolean;

const EQUALITY = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/;
const MEMBERSHIP = /^([\w./-]+)\s+(in|notin)\s*\(([^()]*)\)$/;
const EXISTENCE = /^(!?)\s*([\w./-]+)$/;

/** "app=web,tier!=db,env in (a,b),!legacy": all must hold. */
export function parseSelector(text: string): Result<Requirement, string> {
  const requirements: Requirement[] = [];
  for (const term of text.split(/,(?![^(]*\))/).map((part) => part.trim())) {
    const requirement = parseTerm(term);
    if (!requirement) return err(`unable to parse requirement: "${term}" in selector "${text}"`);
    requirements.push(requirement);
  }
  return ok((labels) => requirements.every((holds) => holds(labels)));
}

function parseTerm(term: string): Requirement | null {
  const [, key = '', operator, value] = EQUALITY.exec(term) ?? [];
  if (operator === '!=') return (labels) => labels[key] !== value;
  if (operator) return (labels) => labels[key] === value;
  const [, name = '', kind, list = ''] = MEMBERSHIP.exec(term) ?? [];
  const members = list.split(',').map((item) => item.trim());
  if (kind === 'in') return (labels) => members.includes(labels[name] ?? ' ');
  if (kind === 'notin') return (labels) => !members.includes(labels[name] ?? ' ');
  const [, not, label = ''] = EXISTENCE.exec(term) ?? [];
  if (label === '') return null;
  return (labels) => Object.hasOwn(labels, label) === (not !== '!');
}
