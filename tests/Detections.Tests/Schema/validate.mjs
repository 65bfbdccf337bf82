// Reads recorded requests from standard input, one JSON object a line ({method, path, body}), and prints what the published
// API schema says against them: a line each. Exit code 1 when there is any.
import { createInterface } from "node:readline";
import converter from "@elastic/request-converter/dist/parse.js";
import { checkBody, checkQuery, requestType } from "./schema.mjs";

const problems = [];
for await (const line of createInterface({ input: process.stdin })) {
  const { method, path, body } = JSON.parse(line);
  const url = new URL(path, "http://localhost");
  let route;
  try {
    route = await converter.getAPI(method, url.pathname);
  } catch (error) {
    problems.push(`${method} ${path}: ${error.message}`);
    continue;
  }
  const request = requestType(route.handler.request.name);
  const lines = (body ?? "").split("\n").filter((l) => l.length > 0);
  const isLines = request.body.kind === "value" && request.body.value.kind === "array_of";
  const value = lines.length === 0 ? undefined : isLines ? lines.map((l) => JSON.parse(l)) : JSON.parse(body);
  for (const problem of [...checkQuery(request, url.searchParams), ...checkBody(request, value)]) {
    problems.push(`${method} ${path}: ${problem}`);
  }
}
for (const problem of new Set(problems)) console.log(problem);
process.exit(problems.length > 0 ? 1 : 0);
