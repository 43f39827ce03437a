/**
 * Label selectors. A Service's selector is a plain map and an empty one selects nothing; a LabelSelector that is empty
 * selects everything. Source: k8s.io/apimachinery/pkg/labels, metav1.LabelSelectorAsSelector.
 */
import type { LabelSelector } from './types';

export type Labels = Readonly<Record<string, string>>;

const hasPair = (labels: Labels, key: string, value: string): boolean =>
  Object.hasOwn(labels, key) && labels[key] === value;

/** Service.spec.selector: every pair must be present. */
export function matchesServiceSelector(selector: Labels | undefined, labels: Labels = {}): boolean {
  const pairs = Object.entries(selector ?? {});
  return pairs.length > 0 && pairs.every(([key, value]) => hasPair(labels, key, value));
}

/** All matchLabels and all matchExpressions must hold; NotIn and DoesNotExist also hold where the key is absent. */
export function matchesSelector(selector: LabelSelector, labels: Labels = {}): boolean {
  const pairs = Object.entries(selector.matchLabels ?? {});
  if (!pairs.every(([key, value]) => hasPair(labels, key, value))) return false;
  return (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
    }
  });
}

/** "app=my-service,tier=web", sorted as kubectl prints it; "<none>" for nothing. */
export function formatLabels(labels: Labels = {}): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}
