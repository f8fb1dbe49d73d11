import { AllowedCaller } from '@meshboard/backstage-plugin-mesh-common';
import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';
import { isIP } from 'node:net';
import { object } from '../shared/values';
import { array, referenceOf, refersTo, strings } from './references';

/** Whom an authorization lets in, in words, and as what it can be found in the catalog. */
export type Caller = Pick<
  Exclude<AllowedCaller, { hidden: true }>,
  'who' | 'identity' | 'namespace' | 'serviceAccount'
>;

/**
 * Whom one authorization lets in: anybody, whoever has a mesh identity, or named identities only.
 * `unknown`: it hangs on something that could not be read.
 */
export type Clients = 'anybody' | 'any-identity' | 'named' | 'unknown';

/** What follows the namespace in every identity of this install; null: its config is not known. */
export type Trust = { controlPlane: string; domain: string } | null;

const MARK = 'serviceaccount.identity.';

const ending = ({ controlPlane, domain }: NonNullable<Trust>) =>
  `${MARK}${controlPlane}.${domain}`;

const isOurs = (rest: string, trust: Trust) =>
  !trust || `${MARK}${rest}` === ending(trust);

/** What is meant where a ServerAuthorization or a policy's word names no networks of its own. */
export const FROM_CLUSTER = 'from the cluster’s networks';

export const ANY_IDENTITY: Caller = { who: 'any identity of the mesh' };

export function serviceAccount(
  namespace: string,
  name: string,
  trust: Trust,
): Caller {
  return {
    who: `service account ${name} of ${namespace}`,
    ...(trust ? { identity: `${name}.${namespace}.${ending(trust)}` } : {}),
    namespace,
    serviceAccount: name,
  };
}

/** `<service account>.<namespace>.serviceaccount.identity.…` of this install. */
function exact(text: string, trust: Trust): Caller {
  const [, name, namespace, rest] =
    /^(.+)\.([^.]+)\.serviceaccount\.identity\.(.+)$/.exec(text) ?? [];
  const ours =
    namespace && isOurs(rest, trust)
      ? serviceAccount(namespace, name, trust)
      : { who: `identity ${text}` };
  return { ...ours, identity: text };
}

/** A wildcard that leaves every service account in names nobody. */
function matchesAll(suffix: string, trust: Trust): boolean {
  return trust
    ? `.${ending(trust)}`.endsWith(`.${suffix}`)
    : !/^[^.]+\.serviceaccount\.identity\./.test(suffix);
}

/**
 * One identity as a policy writes it: `*`, `*.<suffix>`, or a name.
 *
 * linkerd: policy-controller/core/src/identity_match.rs
 */
function identity(
  text: string,
  trust: Trust,
): { clients: 'any-identity' | 'named'; caller: Caller } {
  if (text === '*') return { clients: 'any-identity', caller: ANY_IDENTITY };
  if (!text.startsWith('*.')) {
    return { clients: 'named', caller: exact(text, trust) };
  }
  const suffix = text.slice(2);
  if (matchesAll(suffix, trust)) {
    return { clients: 'any-identity', caller: ANY_IDENTITY };
  }
  const [, namespace, rest] =
    /^([^.]+)\.serviceaccount\.identity\.(.+)$/.exec(suffix) ?? [];
  return {
    clients: 'named',
    caller:
      namespace && isOurs(rest, trust)
        ? { who: `every service account of ${namespace}`, namespace }
        : { who: `identities that end in .${suffix}` },
  };
}

/** Several identities together. */
export interface Identities {
  clients: 'any-identity' | 'named';
  callers: Caller[];
}

export function identitiesOf(texts: string[], trust: Trust): Identities {
  const all = texts.map(text => identity(text, trust));
  return {
    clients: all.some(i => i.clients === 'any-identity')
      ? 'any-identity'
      : 'named',
    callers: all.map(i => i.caller),
  };
}

/**
 * undefined: it names nobody or something that is no identity, and is not used.
 *
 * linkerd: policy-controller/k8s/index/src/inbound/meshtls_authentication.rs Spec::try_from_resource
 */
export function meshTlsIdentities(
  { namespace, spec }: CustomRecord,
  trust: Trust,
): Identities | undefined {
  const written = identitiesOf(strings(spec?.identities), trust);
  const callers = [...written.callers];
  for (const value of array(spec?.identityRefs)) {
    const reference = referenceOf(value);
    if (reference && refersTo(reference, 'ServiceAccount', '')) {
      callers.push(
        serviceAccount(reference.namespace ?? namespace, reference.name, trust),
      );
    } else if (reference && refersTo(reference, 'Namespace', '')) {
      callers.push({
        who: `every service account of ${reference.name}`,
        namespace: reference.name,
      });
    } else {
      return undefined;
    }
  }
  return callers.length > 0 ? { clients: written.clients, callers } : undefined;
}

/**
 * An address, or a network by its prefix.
 *
 * linkerd: policy-controller/k8s/api/src/policy/network.rs Cidr
 */
function isCidr(text: string): boolean {
  const [address, bits, ...more] = text.split('/');
  const version = isIP(address);
  if (!version || more.length > 0) return false;
  return (
    bits === undefined ||
    (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/** Networks, each in words; undefined: something among them is none. */
export function networksOf(networks: unknown): string[] | undefined {
  if (networks !== undefined && networks !== null && !Array.isArray(networks)) {
    return undefined;
  }
  const all = array(networks).map(network => {
    const { cidr, except = [] } = object(network);
    const cidrs = [cidr, ...array(except)];
    if (!cidrs.every(c => typeof c === 'string' && isCidr(c))) return undefined;
    return cidrs.length > 1
      ? `${cidr} but not ${cidrs.slice(1).join(', ')}`
      : String(cidr);
  });
  return all.some(words => words === undefined) ? undefined : (all as string[]);
}

/** ` from 10.0.0.0/8` */
export const fromNetworks = (networks: string[]) =>
  ` from ${networks.join(' or ')}`;
