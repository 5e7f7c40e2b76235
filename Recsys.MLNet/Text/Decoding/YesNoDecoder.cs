using Recsys.MLNet.Onnx;
using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Text.Tokenization;

namespace Recsys.MLNet.Text.Decoding;

/// <summary>Asks a language model whether a user would like a candidate, and reads the answer off the next token.</summary>
/// <remarks>
/// <code>P(yes | u, c) = σ(logit[yes] − logit[no])          logits of the token after the prompt</code>
/// The prompt up to the candidate is read once and its keys and values are kept; each candidate reads on from there.
/// Nogueira et al. 2020, "Document ranking with a pretrained sequence-to-sequence model", §3. Safe for many threads at once.
/// </remarks>
public sealed class YesNoDecoder : IDisposable
{
    private const string Past = "past_key_values", Present = "present";
    private static readonly string[] TokenInputs = ["input_ids", "attention_mask", "position_ids"];
    private readonly YesNoDecoderOptions _options;
    private readonly TextTokenizer _tokenizer;
    private readonly OnnxSession _session;
    private readonly OnnxPort[] _past;
    private readonly bool _hasPositions, _hasMask;
    private readonly int _yes, _no;

    private YesNoDecoder(YesNoDecoderOptions options, TextTokenizer tokenizer, OnnxSession session)
    {
        (_options, _tokenizer, _session) = (options, tokenizer, session);
        _past = [.. session.Inputs.Where(port => port.Name.StartsWith(Past, StringComparison.Ordinal))];
        var unknown = session.Inputs.Except(_past).Select(port => port.Name).Except(TokenInputs).ToList();
        if (_past.Length == 0 || unknown.Count > 0 || session.Inputs.All(port => port.Name != "input_ids") || session.Outputs.All(port => port.Name != "logits"))
            throw new InvalidDataException($"The model in {options.Model} has the inputs {string.Join(", ", session.Inputs.Select(port => port.Name))}; a decoder has input_ids, at most attention_mask and position_ids, {Past}.N.key and .value, and the output logits. Export it for text generation with its cache (optimum: task text-generation-with-past, without merging).");
        foreach (var port in _past)
            if (port.Shape is not { Count: 4 } shape || shape[1].Size <= 0 || shape[3].Size <= 0)
                throw new InvalidDataException($"The input {port} does not state its heads and their width; expected [batch, heads, past, width] with the second and the last fixed.");
        _hasMask = session.Inputs.Any(port => port.Name == "attention_mask");
        _hasPositions = session.Inputs.Any(port => port.Name == "position_ids");
        (_yes, _no) = (Token(options.Yes), Token(options.No));
    }

    /// <summary>What computes the model, and why.</summary>
    public string Backend => $"{_session.Backend}: {_session.BackendReason}";

    /// <summary>Opens the decoder of a folder.</summary>
    public static YesNoDecoder Open(YesNoDecoderOptions options, OnnxSessionOptions? session = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        var folder = EncoderFolder.Read(options.Model);
        var opened = OnnxSession.Open(folder.ModelFile, session);
        try
        {
            return new(options, TextTokenizer.Open(folder.Path), opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>P(yes) of each candidate.</summary>
    /// <param name="user">What is known of the user in words.</param>
    /// <param name="candidates">The candidates' texts; null counts as empty.</param>
    /// <param name="cancellation">Stops between candidates, and in managed code between the steps of one.</param>
    public float[] Score(string user, IReadOnlyList<string?> candidates, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(candidates);
        var scores = new float[candidates.Count];
        if (scores.Length == 0)
            return scores;
        long[][] ends = [.. candidates.Select(End)];
        long[] beginning = Beginning(user, _options.MaxTokens - ends.Max(end => end.Length));
        using var read = _session.Run(Inputs(beginning, 0, null), cancellation);
        for (int i = 0; i < scores.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var answer = _session.Run(Inputs(ends[i], beginning.Length, read), cancellation);
            scores[i] = Answer(answer["logits"]);
        }
        return scores;
    }

    /// <summary>P(yes) with the whole prompt read at once: the definition that <see cref="Score"/> is held to.</summary>
    internal float ScoreWithoutCache(string user, string? candidate)
    {
        long[] end = End(candidate);
        using var answer = _session.Run(Inputs([.. Beginning(user, _options.MaxTokens - end.Length), .. end], 0, null));
        return Answer(answer["logits"]);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private float Answer(OnnxValue logits)
    {
        int vocabulary = logits.Shape[^1];
        var last = logits.Floats[^vocabulary..];
        return 1 / (1 + MathF.Exp(last[_no] - last[_yes]));
    }

    private long[] Beginning(string user, int room)
    {
        int place = _options.Template.IndexOf(YesNoDecoderOptions.UserPlace, StringComparison.Ordinal), candidate = _options.Template.IndexOf(YesNoDecoderOptions.CandidatePlace, StringComparison.Ordinal);
        int[] before = Tokens(_options.Template[..place]), after = Tokens(_options.Template[(place + YesNoDecoderOptions.UserPlace.Length)..candidate]);
        int left = room - before.Length - after.Length;
        if (left < 1)
            throw new ArgumentException($"YesNoDecoderOptions.MaxTokens is {_options.MaxTokens}, which leaves no room for the user beside the template and the longest candidate. Allow more, or shorten the template.");
        int[] words = Tokens(user);
        return [.. before, .. words.Take(left), .. after];
    }

    private long[] End(string? candidate)
    {
        int place = _options.Template.IndexOf(YesNoDecoderOptions.CandidatePlace, StringComparison.Ordinal) + YesNoDecoderOptions.CandidatePlace.Length;
        int[] rest = Tokens(_options.Template[place..]);
        return [.. Tokens(candidate ?? "").Take(Math.Max(1, _options.MaxTokens / 2 - rest.Length)), .. rest];
    }

    private int[] Tokens(string text) => text.Length == 0 ? [] : _tokenizer.Encode(text, maxTokens: _options.MaxTokens, specialTokens: false).Ids;

    private int Token(string text) => _tokenizer.Find(text) is >= 0 and var id ? id
        : throw new ArgumentException($"The vocabulary of {_options.Model} has no token '{text}'. Name the tokens for yes and no as its tokenizer writes them, in YesNoDecoderOptions.Yes and No.");

    private OnnxInput[] Inputs(long[] ids, int past, OnnxResult? before)
    {
        if (ids.Length == 0)
            throw new ArgumentException("The prompt has no tokens; give the template some words after {candidate}.");
        int all = past + ids.Length;
        var inputs = new List<OnnxInput> { new("input_ids", OnnxValue.Of(ids, 1, ids.Length)) };
        if (_hasMask)
        {
            var mask = new long[all];
            mask.AsSpan().Fill(1);
            inputs.Add(new("attention_mask", OnnxValue.Of(mask, 1, all)));
        }
        if (_hasPositions)
        {
            var positions = new long[ids.Length];
            for (int i = 0; i < positions.Length; i++)
                positions[i] = past + i;
            inputs.Add(new("position_ids", OnnxValue.Of(positions, 1, ids.Length)));
        }
        foreach (var port in _past)
            inputs.Add(new(port.Name, before?[Present + port.Name[Past.Length..]] ?? OnnxValue.Empty(port.Type, 1, (int)port.Shape![1].Size, 0, (int)port.Shape[3].Size)));
        return [.. inputs];
    }
}
