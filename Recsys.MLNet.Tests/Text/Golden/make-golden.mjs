// Asks the reference implementation (npm package tokenizers, 0.13) what each tokenizer makes of tricky texts.
// Run beside its node_modules: node make-golden.mjs FOLDER; writes FOLDER/golden.json.
import { createRequire } from 'node:module';
import fs from 'node:fs';
const { Tokenizer } = createRequire(process.cwd() + '/')('tokenizers-linux-x64-gnu');
const folder = process.argv[2];
const texts = [
  '', ' ', 'the quick brown fox', 'The QUICK  brown\tfox\n jumps', "children's toys don't break; we'll ship", 'running headphones wireless',
  '我想去旅游的地方', '红色跑步鞋 red shoes', 'こんにちは世界カメラ', '한국어 신발', 'привет, мир!', 'مرحبا بالعالم', 'שלום עולם',
  'crème brûlée café naïve', 'cafe\u0301 nai\u0308ve', 'Straße Ångström İstanbul', '😀 👨‍👩‍👧‍👦 👍🏽 🇫🇷', 'a😀b', 'zero\u200bwidth\u200djoin', 'soft\u00adhyphen',
  'tab\tnewline\nreturn\r\nend', 'control\u0001\u0002chars\u007f', 'nul\u0000byte', 'ﬁne ｆｕｌｌ ①②③ ㎏', '12345 3.14 2026-11-22', '50mm f/1.8', '!!! ??? ...',
  '   lead and trail   ', '[MASK] and [SEP] and <mask> and </s>', '<|im_start|>user<|im_end|>', '𠀀𠀁 rare 𝒜𝓁𝓅𝒽𝒶', 'x'.repeat(120), 'word '.repeat(60),
  '\u202Eright to left\u202C', '  　ideographic　space', 'Ω Ω Å Å', 'e\u0323\u0302 \u1ec7 가 각', "it’s “quoted” — dash", 'A-B_C/D\\E', '\ufffd replaced', 'नमस्ते दुनिया', 'ไทยภาษา',
];
const pairs = [['red shoes', 'running shoes'], ['我想去旅游的地方', '巴黎'], ['', 'travel'], ['the quick brown fox jumps over the lazy dog', 'Paris']];
const golden = {};
for (const name of ['bert-uncased', 'bert-cased', 'xlmr', 'roberta', 'qwen', 'llama']) {
  const tokenizer = Tokenizer.fromFile(`${folder}/${name}.json`);
  const encode = async (text, pair) => {
    const e = await tokenizer.encode(text, pair ?? null);
    return { text, pair: pair ?? null, ids: [...e.getIds()], types: [...e.getTypeIds()], offsets: e.getOffsets() };
  };
  golden[name] = [];
  for (const text of texts) golden[name].push(await encode(text));
  for (const [a, b] of pairs) golden[name].push(await encode(a, b));
}
fs.writeFileSync(`${folder}/golden.json`, JSON.stringify(golden));
