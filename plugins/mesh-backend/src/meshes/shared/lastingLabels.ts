type Labels = Record<string, string>;

/** Labels that name an application, most telling first. */
const NAMES = ['app.kubernetes.io/name', 'app', 'k8s-app', 'run'];
const BESIDE = 'app.kubernetes.io/instance';

/** Labels that change with each revision, or that a mesh puts on by itself. */
const PASSING =
  /^(pod-template-hash|controller-revision-hash|pod-template-generation|statefulset\.kubernetes\.io\/.*|apps\.kubernetes\.io\/.*|batch\.kubernetes\.io\/.*|job-name|controller-uid|version|app\.kubernetes\.io\/version|helm\.sh\/chart|security\.istio\.io\/.*|service\.istio\.io\/.*|istio\.io\/.*|sidecar\.istio\.io\/.*|linkerd\.io\/.*)$/;

/** Labels that all these pods have, and keep when they are made anew; null: none. */
export function lastingLabels(sets: Labels[]): Labels | null {
  const [first, ...others] = sets;
  const common = Object.entries(first ?? {}).filter(
    ([key, value]) =>
      !PASSING.test(key) && others.every(labels => labels[key] === value),
  );
  const all = Object.fromEntries(common);
  const name = NAMES.find(key => all[key] !== undefined);
  if (name) {
    return {
      [name]: all[name],
      ...(name === NAMES[0] && all[BESIDE] ? { [BESIDE]: all[BESIDE] } : {}),
    };
  }
  return common.length > 0 ? all : null;
}
