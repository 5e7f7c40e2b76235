using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Recsys.MLNet.Cli.Frame;
using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Evaluation;
using Recsys.MLNet.Text;
using Recsys.MLNet.Text.Encoders;

namespace Recsys.MLNet.Cli.Commands;

/// <summary><c>recsys encode</c>: vectors of texts, or how good an encoder is on a public collection.</summary>
public static class EncodeCommand
{
    private const string TermModel = "tf-idf";
    private const int MostTermsOfFile = 16_384; // a row of the file holds a number for each

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "Folder of an ONNX encoder, or tf-idf, which is fitted on the texts.", Required = true, HelpName = "DIR|tf-idf" };
        var texts = new Option<string?>("--texts") { Description = "Texts in UTF-8, one on each line; a blank line is an empty text.", HelpName = "FILE" };
        var output = new Option<string?>("--out") { Description = "Where to write the vectors: a NumPy file, float32, one row a text.", HelpName = "FILE.npy" };
        var cache = new Option<string?>("--cache") { Description = "SQLite file that remembers vectors by encoder and text.", HelpName = "FILE" };
        var eval = new Option<string?>("--eval") { Description = "Measures the encoder: stsb (Spearman on the development pairs) or cranfield (MAP, nDCG@10).", HelpName = "stsb|cranfield" };
        var data = new Option<string?>("--data") { Description = "Folder of the collection that --eval names.", HelpName = "DIR" };
        return new Command("encode", "Turn texts into vectors, or measure a text encoder.").With(model, texts, output, cache, eval, data).OnRun(run =>
        {
            string name = run.Get(model)!;
            if (name == TermModel && run.Get(cache) is not null)
                throw new ArgumentException("--cache goes with the folder of an encoder; tf-idf is fitted anew on each collection and gains nothing from it.");
            JsonObject report;
            if (run.Get(eval) is { } task)
            {
                if (run.Get(texts) is not null || run.Get(output) is not null)
                    throw new ArgumentException("--eval and --texts were both given; name either a collection to measure on or texts to encode.");
                report = Evaluate(run, name, task, run.Get(data) ?? throw new ArgumentException("--data is missing; --eval needs the folder of the collection."), run.Get(cache));
            }
            else
            {
                if (run.Get(data) is not null)
                    throw new ArgumentException("--data goes with --eval; name texts to encode with --texts.");
                string file = run.Get(texts) ?? throw new ArgumentException("--texts is missing; name a file of texts, or a collection with --eval.");
                report = Encode(run, name, file, run.Get(output) ?? throw new ArgumentException("--out is missing; name the file of the vectors."), run.Get(cache));
            }
            run.Print(report);
            run.Report(report.DeepClone());
            return ExitCode.Ok;
        });
    }

    private static JsonObject Encode(CliRun run, string model, string file, string output, string? cache)
    {
        string[] texts = Lines(file);
        using var encoder = Open(model, cache, () => TermWeights.Of(texts, 1, 1, MostTermsOfFile));
        NpyFile.Write(output, texts, encoder, run.Settings);
        run.Say($"{texts.Length} texts, vectors of {encoder.Dimensions} numbers: {output}");
        return Describe(model, encoder, "vectors", texts.Length);
    }

    private static JsonObject Evaluate(CliRun run, string model, string task, string folder, string? cache)
    {
        JsonObject metrics;
        if (task == "stsb")
        {
            var collection = StsBenchmark.Read(folder);
            using var encoder = Open(model, cache, () => TermWeights.Of(collection.Texts, 1, 1, int.MaxValue));
            metrics = new() { ["spearman"] = Number(collection.Spearman(encoder, run.Settings)) };
            return With(Describe(model, encoder, task, 2 * collection.Pairs), "cosine against grade, development pairs; term weights fitted on the sentences of train and dev", metrics);
        }
        if (task == "cranfield")
        {
            var collection = CranfieldCollection.Read(folder);
            using var encoder = Open(model, cache, () => TermWeights.Of(collection.Documents, 1, 1, int.MaxValue));
            var (map, ndcg) = collection.Measure(encoder, run.Settings);
            metrics = new() { ["map"] = Number(map), ["ndcg@10"] = Number(ndcg) };
            return With(Describe(model, encoder, task, collection.Documents.Count), "all documents by cosine, grades 1 to 4 relevant alike; term weights fitted on the documents", metrics);
        }
        throw new ArgumentException($"--eval is '{task}'; expected stsb or cranfield.");
    }

    private static ITextEncoder Open(string model, string? cache, Func<TermWeights> terms)
    {
        if (model == TermModel)
            return new TermWeightsEncoder(terms());
        var encoder = OnnxTextEncoder.Open(new OnnxTextEncoderOptions { Model = model });
        if (cache is null)
            return encoder;
        try
        {
            return new CachedTextEncoder(encoder, new EmbeddingCacheOptions { File = cache });
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    // Blank lines count, so that row n of the vectors is line n of the file.
    private static string[] Lines(string file)
    {
        using var reader = new StreamReader(InputFile.Open(file), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        var lines = new List<string>();
        try
        {
            while (reader.ReadLine() is { } line)
                lines.Add(line);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"{file} is not UTF-8, after line {lines.Count} or soon after; save it as UTF-8.");
        }
        return lines.Count > 0 ? [.. lines] : throw new InvalidDataException($"{file} is empty; expected at least one line.");
    }

    private static JsonObject Describe(string model, ITextEncoder encoder, string task, int texts)
    {
        var report = new JsonObject { ["format"] = 1, ["task"] = task, ["model"] = model, ["encoder"] = encoder.Id, ["dimensions"] = encoder.Dimensions, ["texts"] = texts };
        if (encoder is CachedTextEncoder cached)
            report["encoded"] = cached.Counts.Encoded;
        return report;
    }

    private static JsonObject With(JsonObject report, string protocol, JsonObject metrics)
    {
        report["protocol"] = protocol;
        report["metrics"] = metrics;
        return report;
    }

    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 6)) : null;
}
