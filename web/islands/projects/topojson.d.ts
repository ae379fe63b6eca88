/** The one function of topojson-client that the map takes; the package brings no types. */
declare module "topojson-client" {
  export function feature(topology: unknown, object: unknown): { readonly features: readonly unknown[] };
}
