// Validates values against the types of Elasticsearch's published API schema.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const model = JSON.parse(readFileSync(require.resolve("@elastic/request-converter").replace(/index\.js$/, "schema.json"), "utf8"));
const types = new Map(model.types.map((t) => [`${t.name.namespace}.${t.name.name}`, t]));
const open = new Set(["AdditionalProperties", "AdditionalProperty"]);

export const requestType = (name) => types.get(`${name.namespace}.${name.name}`);

export function checkQuery(request, query) {
  const common = (request.attachedBehaviors ?? []).flatMap((b) => types.get(`_spec_utils.${b}`).properties);
  const known = properties([...request.query, ...common]);
  return [...query].flatMap(([name, text]) => {
    const property = known.get(name);
    return property ? checkText(property.type, text, `?${name}`) : [`?${name}: unknown parameter`];
  });
}

export function checkBody(request, body) {
  switch (request.body.kind) {
    case "no_body":
      return body === undefined ? [] : ["the request takes no body"];
    case "value":
      return check(request.body.value, body, "body");
    default:
      return body === undefined ? missing(request.body.properties, {}, "body") : checkProperties(collect(request), body, "body");
  }
}

// Inherited properties count as own ones.
function collect(type) {
  const own = type.body?.properties ?? type.properties ?? [];
  const parents = type.inherits ? [type.inherits].flat() : [];
  return [...own, ...parents.flatMap((p) => collect(types.get(`${p.type.namespace}.${p.type.name}`)))];
}

function properties(list) {
  return new Map(list.flatMap((p) => [p.name, ...(p.aliases ?? [])].map((n) => [n, p])));
}

function missing(list, value, path) {
  return list
    .filter((p) => p.required && ![p.name, ...(p.aliases ?? [])].some((n) => n in value))
    .map((p) => `${path}: ${p.name} is required`);
}

function checkProperties(list, value, path, additional) {
  const known = properties(list);
  const problems = missing(list, value, path);
  for (const [name, inner] of Object.entries(value)) {
    if (known.has(name)) problems.push(...check(known.get(name).type, inner, `${path}.${name}`));
    else if (additional) problems.push(...check(additional, inner, `${path}.${name}`));
    else problems.push(`${path}: unknown property ${name}`);
  }
  return problems;
}

// A query parameter is text whatever its type is.
function checkText(type, text, path) {
  const readings = [text, text.split(",")];
  if (/^-?\d+(\.\d+)?$/.test(text)) readings.push(Number(text));
  if (text === "true" || text === "false") readings.push(text === "true");
  return readings.some((r) => check(type, r, path).length === 0) ? [] : [`${path}: "${text}" is not allowed`];
}

export function check(type, value, path) {
  switch (type.kind) {
    case "user_defined_value":
      return [];
    case "literal_value":
      return value === type.value ? [] : [`${path}: must be ${JSON.stringify(type.value)}`];
    case "array_of":
      return Array.isArray(value) ? value.flatMap((v, i) => check(type.value, v, `${path}[${i}]`)) : [`${path}: must be an array`];
    case "dictionary_of":
      if (!isObject(value)) return [`${path}: must be an object`];
      if (type.singleKey && Object.keys(value).length !== 1) return [`${path}: must have one key`];
      return Object.entries(value).flatMap(([k, v]) => check(type.value, v, `${path}.${k}`));
    case "union_of": {
      const attempts = type.items.map((t) => check(t, value, path));
      return attempts.some((a) => a.length === 0) ? [] : attempts.sort((a, b) => depth(b) - depth(a))[0];
    }
    case "instance_of":
      return checkInstance(type.type, value, path);
    default:
      throw new Error(`unknown kind of type ${type.kind}`);
  }
}

// The attempt that got furthest says best what is wrong.
const depth = (problems) => Math.max(...problems.map((p) => p.split(":")[0].split(".").length));
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function checkInstance({ namespace, name }, value, path) {
  if (namespace === "_builtins") return checkBuiltin(name, value, path);
  const type = types.get(`${namespace}.${name}`);
  if (!type) return []; // a generic parameter: any document
  switch (type.kind) {
    case "type_alias":
      return type.variants?.kind === "internal_tag" ? checkTagged(type, value, path) : check(type.type, value, path);
    case "enum": {
      const names = type.members.flatMap((m) => [m.name, ...(m.aliases ?? [])]);
      return type.isOpen || names.includes(String(value)) ? [] : [`${path}: ${JSON.stringify(value)} is none of ${names.join(", ")}`];
    }
    default:
      return checkInterface(type, value, path);
  }
}

// Where a tag names the variant, trying all of them would say little, and take forever on nested ones.
function checkTagged(alias, value, path) {
  if (!isObject(value)) return [`${path}: must be an object`];
  const { tag, defaultTag } = alias.variants;
  const wanted = value[tag] ?? defaultTag;
  const variant = alias.type.items.find((item) => {
    const property = collect(types.get(`${item.type.namespace}.${item.type.name}`)).find((p) => p.name === tag);
    return property?.type.value === wanted;
  });
  return variant ? check(variant, value, path) : [`${path}.${tag}: there is no ${JSON.stringify(wanted)}`];
}

function checkInterface(type, value, path) {
  const list = collect(type);
  if (!isObject(value)) {
    const shortcut = list.find((p) => p.name === type.shortcutProperty);
    return shortcut ? check(shortcut.type, value, path) : [`${path}: must be an object`];
  }
  const behaviour = (type.behaviors ?? []).find((b) => open.has(b.type.name));
  const additional = behaviour?.generics?.[1];
  const problems = checkProperties(list, value, path, additional);
  if (type.variants?.kind === "container") {
    const variants = Object.keys(value).filter((k) => !list.find((p) => p.name === k)?.containerProperty);
    if (variants.length !== 1) problems.push(`${path}: must have exactly one of its variants, has ${variants.length}`);
  }
  return problems;
}

function checkBuiltin(name, value, path) {
  const fits = {
    string: typeof value === "string",
    boolean: typeof value === "boolean",
    number: typeof value === "number",
    null: value === null,
    object: isObject(value),
  }[name];
  return fits === false ? [`${path}: must be a ${name}`] : [];
}
