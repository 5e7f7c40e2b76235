using Recsys.MLNet.Onnx;
using Recsys.MLNet.Text.Tokenization;

namespace Recsys.MLNet.Text.Encoders;

/// <summary>Feeds padded batches of tokens to a transformer in ONNX, whichever of the usual inputs it has.</summary>
internal sealed class TokenRunner : IDisposable
{
    private static readonly string[] KnownInputs = ["input_ids", "attention_mask", "token_type_ids", "position_ids"];
    private readonly string[] _inputs;

    public TokenRunner(string modelFile, string tokenizerPath, OnnxSessionOptions? options)
    {
        Tokenizer = TextTokenizer.Open(tokenizerPath);
        Session = OnnxSession.Open(modelFile, options);
        _inputs = [.. Session.Inputs.Select(i => i.Name)];
        var unknown = _inputs.Except(KnownInputs).ToList();
        if (unknown.Count > 0 || !_inputs.Contains("input_ids"))
        {
            Session.Dispose();
            throw new InvalidDataException($"{modelFile} has the inputs {string.Join(", ", _inputs)}; a text encoder has input_ids and at most {string.Join(", ", KnownInputs.Skip(1))}. Export the model for feature extraction.");
        }
    }

    public TextTokenizer Tokenizer { get; }

    public OnnxSession Session { get; }

    /// <summary>Tokens asked for and tokens computed, padding included, since opening.</summary>
    public (long Needed, long Computed) Tokens => (Interlocked.Read(ref _needed), Interlocked.Read(ref _computed));

    private long _needed, _computed;

    public OnnxResult Run(EncodedText[] texts, int[] batch, CancellationToken cancellation)
    {
        int n = batch.Length, t = Math.Max(1, batch.Max(i => texts[i].Length)), needed = 0;
        var (ids, mask, types, positions) = (new long[n * t], new long[n * t], new long[n * t], new long[n * t]);
        ids.AsSpan().Fill(Tokenizer.PadId);
        for (int i = 0; i < n; i++)
        {
            var text = texts[batch[i]];
            needed += text.Length;
            for (int p = 0; p < text.Length; p++)
                (ids[i * t + p], mask[i * t + p], types[i * t + p], positions[i * t + p]) = (text.Ids[p], 1, text.TypeIds[p], p);
        }
        Interlocked.Add(ref _needed, needed);
        Interlocked.Add(ref _computed, (long)n * t);
        var inputs = new OnnxInput[_inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = (_inputs[i], OnnxValue.Of(_inputs[i] switch { "input_ids" => ids, "attention_mask" => mask, "token_type_ids" => types, _ => positions }, n, t));
        return Session.Run(inputs, cancellation);
    }

    public void Dispose() => Session.Dispose();
}
