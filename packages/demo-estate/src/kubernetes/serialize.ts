import { KindSpec } from './kinds';
import { KubeObject } from './objects/meta';

/** Written by whoever created the object; the server's own. */
const NOT_OWNED = new Set([
  'apiVersion',
  'kind',
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'managedFields',
]);

/** Lists are owned by element, named by its key where it has one. */
function element(item: any, index: number): string {
  if (item?.name !== undefined) return `k:{"name":"${item.name}"}`;
  if (item?.type !== undefined) return `k:{"type":"${item.type}"}`;
  if (item?.uid !== undefined) return `k:{"uid":"${item.uid}"}`;
  return `i:${index}`;
}

/** FieldsV1: the tree of fields that a manager wrote. */
function fields(value: unknown): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  if (Array.isArray(value)) {
    value.forEach((item, i) => {
      tree[element(item, i)] = { '.': {}, ...fields(item) };
    });
  } else if (value && typeof value === 'object') {
    for (const [key, part] of Object.entries(value)) {
      if (!NOT_OWNED.has(key)) tree[`f:${key}`] = fields(part);
    }
  }
  return tree;
}

/** With who manages which field, as an API server has it. */
function managed(object: KubeObject): KubeObject {
  const { metadata, spec, status } = object;
  const entry = (manager: string, tree: object, subresource?: string) => ({
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: metadata.creationTimestamp,
    fieldsType: 'FieldsV1',
    fieldsV1: tree,
    ...(subresource ? { subresource } : {}),
  });
  const managedFields = metadata.managedFields ?? [
    entry('kube-controller-manager', fields({ metadata, spec })),
    ...(status ? [entry('kubelet', fields({ status }), 'status')] : []),
  ];
  return { ...object, metadata: { ...metadata, managedFields } };
}

const json = new WeakMap<KubeObject, string>();

/**
 * An object as an API server sends it. Who manages which field is a good part of the bytes that a
 * reader pays for. Namespaces keep what the model says of them: a verdict reads when their labels
 * were written.
 */
export function serialize(object: KubeObject, kind: KindSpec): string {
  const before = json.get(object);
  if (before !== undefined) return before;
  const text = JSON.stringify(
    kind.plural === 'namespaces' ? object : managed(object),
  );
  json.set(object, text);
  return text;
}
