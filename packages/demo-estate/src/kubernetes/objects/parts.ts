/** A pod while injectors work on it. */
export interface PodParts {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  containers: Record<string, any>[];
  initContainers: Record<string, any>[];
  volumes: Record<string, any>[];
}
