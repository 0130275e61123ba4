import js from "@eslint/js";
import tseslint from "typescript-eslint";

const onlyTheMapFolderNamesTheLibrary = {
  patterns: [{ group: ["ol", "ol/*"], message: "Only src/map/ names the map library." }],
};

export default tseslint.config(
  { ignores: ["src/api/schema.d.ts", "static"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", 50],
      "max-params": ["error", 5],
    },
  },
  { files: ["src/**/*.test.ts"], rules: { "max-lines-per-function": "off" } },
  { files: ["src/**/*.ts"], ignores: ["src/map/**"], rules: { "no-restricted-imports": ["error", onlyTheMapFolderNamesTheLibrary] } },
);
