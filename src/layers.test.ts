/** Holds the rooms of ARCHITECTURE.md apart: reads every import of `src` and compares with the table. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

/** The rooms that each room may import values from; `import type` is free. */
const mayImport: Record<string, readonly string[]> = {
  lib: [],
  nn: ["lib"],
  engine: ["lib", "nn"],
  data: ["lib", "engine"],
  parts: ["lib", "nn"],
  train: ["lib", "nn", "engine", "data", "parts"],
  conformance: ["lib", "nn", "engine", "data", "parts", "train"],
  worker: ["lib", "nn", "engine", "data", "parts", "train", "conformance"],
  app: ["lib"],
  classifier: ["lib", "nn", "engine", "data", "parts"],
  "main.tsx": ["app", "lib"],
  "protocol.ts": [],
};
const pageRooms = ["app", "classifier", "main.tsx"];
const gradients = /^(grads?|valueAndGrads?|variableGrads|customGrad)$/;

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .map((path) => path.split(sep).join("/"))
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  // What says of itself that it is for tests may use any room, as the tests do.
  .filter((path) => !read(path).startsWith("/** For tests"));

function read(file: string): string {
  return readFileSync(join(import.meta.dirname, file), "utf8");
}

/** What a file does that its room forbids, in sentences. */
function offences(file: string, text: string): string[] {
  const room = file.split("/")[0]!;
  const allowed = mayImport[room];
  if (!allowed) return [`${file} is in no room of the table.`];
  const found: string[] = [];
  const forbid = (isForbidden: boolean, what: string) => {
    if (isForbidden) found.push(`${file}: ${what}`);
  };
  const checkImport = (specifier: string) => {
    const target = normalize(join(dirname(file), specifier)).split(sep)[0]!;
    const isOther = specifier.startsWith(".") && target !== room;
    forbid(isOther && !allowed.includes(target), `imports values from ${target}`);
    const isPage = pageRooms.includes(room);
    forbid(room === "protocol.ts" && !isOther, `imports ${specifier} as a value`);
    forbid(!isPage && specifier.startsWith("react"), "uses React");
    forbid(isPage && specifier.startsWith("@tensorflow/"), "loads TensorFlow.js");
    forbid(
      room !== "engine" && specifier.startsWith("@tensorflow/tfjs-backend"),
      `imports ${specifier}`,
    );
  };
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      if (node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier) && !isTypeOnly(node))
        checkImport(node.moduleSpecifier.text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier && ts.isStringLiteral(specifier)) checkImport(specifier.text);
    } else if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const [object, property] = [node.expression.text, node.name.text];
      forbid(
        !pageRooms.includes(room) && /^(document|window)$/.test(object),
        `touches ${object}.${property}`,
      );
      forbid(
        room !== "engine" && object === "tf" && gradients.test(property),
        `differentiates with tf.${property}`,
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (!clause) return false;
  const named = clause.namedBindings;
  return (
    clause.phaseModifier === ts.SyntaxKind.TypeKeyword ||
    (!clause.name &&
      named?.kind === ts.SyntaxKind.NamedImports &&
      named.elements.length > 0 &&
      named.elements.every((element) => element.isTypeOnly))
  );
}

test("every file of src keeps to its room", () => {
  const found = files.flatMap((file) => offences(file, read(file)));
  expect(found).toEqual([]);
});

test.each([
  ["lib/x.ts", `import { a } from "../nn/model";`],
  ["app/x.tsx", `import { a } from "../train/config";`],
  ["app/x.tsx", `const a = await import("@tensorflow/tfjs-core");`],
  ["parts/x.ts", `export * from "../engine/tier";`],
  ["parts/x.ts", `tf.valueAndGrads(f);`],
  ["train/x.ts", `import "@tensorflow/tfjs-backend-cpu";`],
  ["worker/x.ts", `import { useState } from "react";`],
  ["data/x.ts", `document.title = "";`],
  ["protocol.ts", `import { a } from "./lib/part";`],
  ["elsewhere/x.ts", ``],
])("%s may not hold: %s", (file, text) => {
  expect(offences(file, text)).toHaveLength(1);
});

test("types may come from anywhere", () => {
  const text = `import type { Config } from "../train/config"; import { type Tier } from "../engine/tier";`;
  expect(offences("lib/x.ts", text)).toEqual([]);
});
