/** Strict, type-checked rules for everything that is TypeScript; no rule is ever turned off in a file. */
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  {
    ignores: [
      "dist",
      "bench/dist",
      "tools/parity/dist",
      "runs",
      "public",
      "coverage",
      "test-results",
      "playwright-report",
    ],
  },
  // AssemblyScript: another language with TypeScript's ending.
  { ignores: ["src/engine/wasm/kernels"] },
  { linterOptions: { noInlineConfig: true } },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // An index that is known to be in range needs its `!` under noUncheckedIndexedAccess.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      // Parts are plain objects of functions: none of them reads `this`.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ["src/app/**", "src/main.tsx"],
    extends: [reactHooks.configs.flat["recommended-latest"]],
    // Speaks to users of the React compiler, which this build does without.
    rules: { "react-hooks/incompatible-library": "off" },
  },
);
