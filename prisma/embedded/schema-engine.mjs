// Prisma's schema engine as WebAssembly, for the one question a test asks: do the migrations make what the schema says?
// The stock binary would be downloaded; this comes with npm. A developer's aid, not a part of the product.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";

const schemaFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), "../schema");
const CHAR = 18;
const CHAR_ARRAY = 1002;

/** The adapter cannot read Postgres' one-byte "char", which the engine selects: show it as bpchar, then as a character. */
function teachChar() {
  const { prototype } = pg.Result;
  if (prototype.sluiceKnowsChar) return;
  prototype.sluiceKnowsChar = true;
  const addFields = prototype.addFields;
  prototype.addFields = function addFieldsWithChar(fields) {
    for (const field of fields) {
      if (field.dataTypeID === CHAR) Object.assign(field, { dataTypeID: 1042, wasChar: true });
      else if (field.dataTypeID === CHAR_ARRAY) field.dataTypeID = 1009;
    }
    return addFields.call(this, fields);
  };
}

async function teachAdapter(factory) {
  const probe = await factory.connect();
  const prototype = Object.getPrototypeOf(Object.getPrototypeOf(probe));
  await probe.dispose();
  if (prototype.sluiceKnowsChar) return;
  prototype.sluiceKnowsChar = true;
  const { performIO, queryRaw } = prototype;
  const seen = new WeakMap();
  prototype.performIO = async function performIOWithChar(query) {
    const result = await performIO.call(this, query);
    if (result.fields?.some((field) => field.wasChar))
      seen.set(
        query,
        result.fields.map((field) => Boolean(field.wasChar)),
      );
    return result;
  };
  prototype.queryRaw = async function queryRawWithChar(query) {
    const result = await queryRaw.call(this, query);
    const chars = seen.get(query);
    if (chars)
      result.columnTypes = result.columnTypes.map((type, i) => (chars[i] ? ColumnTypeEnum.Character : type));
    return result;
  };
}

let loaded;
/** Once a process: the glue of WebAssembly knows one instance only. */
function loadEngine() {
  loaded ??= instantiateEngine();
  return loaded;
}

async function instantiateEngine() {
  const folder = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  const glue = await import(pathToFileURL(path.join(folder, "schema_engine_bg.js")).href);
  const bytes = readFileSync(path.join(folder, "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start?.();
  let panic = "";
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    get: () => panic,
    set_message: (message) => {
      panic = message;
    },
  };
  return glue.SchemaEngine;
}

/** Prisma's schema as one list of files. */
export function readSchema(folder = schemaFolder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".prisma"))
    .map((name) => ({
      path: path.join(folder, name),
      content: readFileSync(path.join(folder, name), "utf8"),
    }));
}

/** The SQL that would bring the database behind `url` to what the schema says; empty when they agree. */
export async function diffSchema(url, files = readSchema()) {
  teachChar();
  const factory = new PrismaPg({ connectionString: url });
  await teachAdapter(factory);
  const SchemaEngine = await loadEngine();
  const engine = await SchemaEngine.new(
    { datamodels: files.map(({ path: name, content }) => [name, content]) },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  const { stdout } = await engine.diff({
    from: { tag: "schemaDatasource", files, configDir: schemaFolder },
    to: { tag: "schemaDatamodel", files },
    script: true,
    exitCode: true,
    shadowDatabaseUrl: null,
    filters: { externalTables: ["public._prisma_migrations"], externalEnums: [] },
  });
  const sql = stdout ?? "";
  return sql.startsWith("-- This is an empty migration") ? "" : sql;
}
