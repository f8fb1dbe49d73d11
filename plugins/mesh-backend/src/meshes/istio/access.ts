import {
  PodRecord,
  WorkloadInspection,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { array, list, object, text } from '../shared/values';
import { actionOf, Applying } from './authorization';

type Allowed = NonNullable<WorkloadInspection['allowed']>[number];

const texts = (value: unknown): string[] =>
  array(value).flatMap(item => text(item) ?? []);

/** `cluster.local/ns/shop/sa/cart`, whole: a wildcard names no one account. */
const PRINCIPAL = /^(?:spiffe:\/\/)?[^/*]+\/ns\/([^/*]+)\/sa\/([^/*]+)$/;

type Who = Omit<Allowed, 'to' | 'policy'>;

function principal(value: string): Who {
  const match = PRINCIPAL.exec(value);
  if (!match) return { who: `identities that match ${value}` };
  const [, namespace, serviceAccount] = match;
  return {
    who: `service account ${serviceAccount} of ${namespace}`,
    identity: value,
    namespace,
    serviceAccount,
  };
}

/** `namespace/name`, or the name of one in the policy's own namespace. */
function account(value: string, home: string): Who {
  const [first, second] = value.split('/');
  const [namespace, serviceAccount] = second ? [first, second] : [home, first];
  return {
    who: `service account ${serviceAccount} of ${namespace}`,
    namespace,
    serviceAccount,
  };
}

/** What a source asks of callers beside who they are. */
function conditions(source: Record<string, any>): string {
  const parts = [
    ['requestPrincipals', 'with a token of'],
    ['ipBlocks', 'from'],
    ['remoteIpBlocks', 'from'],
    ['notPrincipals', 'but not'],
    ['notNamespaces', 'but not from'],
    ['notServiceAccounts', 'but not'],
    ['notIpBlocks', 'but not from'],
  ].flatMap(([field, words]) => {
    const values = texts(source[field]);
    return values.length > 0 ? `${words} ${list(values)}` : [];
  });
  return parts.length > 0 ? `, ${parts.join(', ')}` : '';
}

function callersOf(source: Record<string, any>, home: string): Who[] {
  const named: Who[] = [
    ...texts(source.principals).map(principal),
    ...texts(source.serviceAccounts).map(value => account(value, home)),
    ...texts(source.namespaces).map(namespace => ({
      who: `everybody in ${namespace}`,
      ...(namespace.includes('*') ? {} : { namespace }),
    })),
  ];
  const all = named.length > 0 ? named : [{ who: 'everybody' }];
  const more = conditions(source);
  return all.map(who => ({ ...who, who: `${who.who}${more}` }));
}

function operationOf(operation: Record<string, any>): string {
  const parts = [
    ['methods', ''],
    ['paths', 'paths '],
    ['hosts', 'hosts '],
    ['ports', 'ports '],
    ['notMethods', 'not '],
    ['notPaths', 'not paths '],
    ['notHosts', 'not hosts '],
    ['notPorts', 'not ports '],
  ].flatMap(([field, words]) => {
    const values = texts(operation[field]);
    return values.length > 0 ? `${words}${list(values)}` : [];
  });
  return parts.join(', ');
}

function targetOf(rule: Record<string, any>): string | null {
  const operations = array(rule.to).map(to =>
    operationOf(object(object(to).operation)),
  );
  // One that asks for nothing lets everything through.
  const to = operations.every(Boolean) ? operations.join('; or ') : '';
  const when = array(rule.when)
    .flatMap(condition => text(object(condition).key) ?? [])
    .map(key => `where ${key} matches`);
  return [to, ...when].filter(Boolean).join(', ') || null;
}

function ofPolicy({ policy }: Applying): Allowed[] {
  const name = `AuthorizationPolicy ${policy.namespace}/${policy.name}`;
  return array(policy.spec?.rules).flatMap(item => {
    const rule = object(item);
    const from = array(rule.from);
    const to = targetOf(rule);
    const sources = from.length > 0 ? from : [{}];
    return sources
      .flatMap(f => callersOf(object(object(f).source), policy.namespace))
      .map(who => ({ ...who, to, policy: name }));
  });
}

/** Whom ALLOW policies let in, in words; nothing where none holds: then everybody is. */
export function allowedOf(
  workload: WorkloadView,
  policiesOf: (pod: PodRecord) => Applying[] | undefined,
): Allowed[] {
  const found = new Map<string, Allowed>();
  for (const pod of workload.meshed) {
    for (const applying of policiesOf(pod) ?? []) {
      if (actionOf(applying.policy) !== 'ALLOW') continue;
      for (const caller of ofPolicy(applying)) {
        found.set(JSON.stringify(caller), caller);
      }
    }
  }
  return [...found.values()];
}
