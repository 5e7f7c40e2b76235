using Recsys.MLNet.Text.Encoders;
using Recsys.MLNet.Text.Scoring;

namespace Recsys.MLNet.Trainers.TextScoring;

/// <summary>The vectors of choices, each different text or pair encoded once.</summary>
internal sealed class EncodedChoices
{
    private readonly int _width;
    private readonly float[] _users, _candidates, _rows, _labels;
    private readonly int[] _userOf, _rowOf, _starts;

    private EncodedChoices(int width, float[] users, float[] candidates, int[] userOf, int[] rowOf, int[] starts, float[] labels)
    {
        (_width, _users, _candidates, _userOf, _rowOf, _starts, _labels) = (width, users, candidates, userOf, rowOf, starts, labels);
        int most = 0;
        for (int choice = 0; choice + 1 < starts.Length; choice++)
            most = Math.Max(most, starts[choice + 1] - starts[choice]);
        _rows = new float[most * width];
    }

    public static EncodedChoices Of(ITextEncoder encoder, TextScorerForm form, IReadOnlyList<TextChoice> choices, RunSettings run)
    {
        int d = encoder.Dimensions;
        var users = new Numbering<string>();
        var pairs = new Numbering<(string? User, string Candidate)>();
        int[] userOf = new int[choices.Count], starts = new int[choices.Count + 1];
        var rowOf = new List<int>();
        var labels = new List<float>();
        for (int i = 0; i < choices.Count; i++)
        {
            var choice = choices[i];
            userOf[i] = users.Add(choice.User);
            for (int c = 0; c < choice.Candidates.Count; c++)
            {
                rowOf.Add(pairs.Add((form == TextScorerForm.Joint ? choice.User : null, choice.Candidates[c])));
                labels.Add(choice.Chosen.Contains(c) ? 1 : 0);
            }
            starts[i + 1] = rowOf.Count;
        }
        float[] userVectors = new float[checked(users.Values.Count * d)], candidateVectors = new float[checked(pairs.Values.Count * d)];
        encoder.Encode(users.Values, userVectors, run.Cancellation);
        if (form == TextScorerForm.Joint)
            ((ITextPairEncoder)encoder).EncodePairs([.. pairs.Values.Select(p => p.User)], [.. pairs.Values.Select(p => p.Candidate)], candidateVectors, run.Cancellation);
        else
            encoder.Encode([.. pairs.Values.Select(p => p.Candidate)], candidateVectors, run.Cancellation);
        return new(d, userVectors, candidateVectors, userOf, [.. rowOf], starts, [.. labels]);
    }

    public ReadOnlySpan<float> UserOf(int choice) => _users.AsSpan(_userOf[choice] * _width, _width);

    public ReadOnlySpan<float> LabelsOf(int choice) => _labels.AsSpan(_starts[choice], _starts[choice + 1] - _starts[choice]);

    /// <summary>The vectors of a choice's candidates one after another; valid until the next call.</summary>
    public ReadOnlySpan<float> CandidatesOf(int choice)
    {
        int count = _starts[choice + 1] - _starts[choice];
        for (int i = 0; i < count; i++)
            _candidates.AsSpan(_rowOf[_starts[choice] + i] * _width, _width).CopyTo(_rows.AsSpan(i * _width));
        return _rows.AsSpan(0, count * _width);
    }

    private sealed class Numbering<T> where T : notnull
    {
        private readonly Dictionary<T, int> _numbers = [];

        public List<T> Values { get; } = [];

        public int Add(T value)
        {
            if (_numbers.TryGetValue(value, out int number))
                return number;
            _numbers.Add(value, Values.Count);
            Values.Add(value);
            return Values.Count - 1;
        }
    }
}
