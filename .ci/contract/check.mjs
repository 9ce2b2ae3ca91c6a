// Reads the AsyncAPI document with the official parser, which has to be in NODE_PATH or beside this file: see asyncapi.sh.
// Exit code 0: no error, and every message has a payload that could be resolved.
import { createRequire } from "node:module";

const [folder, document] = process.argv.slice(2);
const { Parser, fromFile } = createRequire(`${folder}/`)("@asyncapi/parser");
const { document: parsed, diagnostics } = await fromFile(new Parser(), document).parse();

const LEVELS = ["error", "warning", "info", "hint"];
for (const { severity, path, message } of diagnostics) {
  console.log(`${LEVELS[severity]}: ${path.join(".")}: ${message}`);
}
const errors = diagnostics.filter(({ severity }) => severity === 0);
if (errors.length > 0 || parsed === undefined) {
  console.log(`${document}: ${errors.length} errors`);
  process.exit(1);
}
const messages = parsed.allMessages().all();
const empty = messages.filter((message) => message.payload() === undefined).map((message) => message.id());
if (empty.length > 0) {
  console.log(`${document}: messages without a payload: ${empty.join(", ")}`);
  process.exit(1);
}
console.log(
  `${document} is AsyncAPI ${parsed.version()}: ${parsed.channels().all().length} channels, ` +
    `${parsed.operations().all().length} operations, ${messages.length} messages, no errors`,
);
