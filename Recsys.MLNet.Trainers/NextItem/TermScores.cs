using Recsys.MLNet.Models;

namespace Recsys.MLNet.Trainers.NextItem;

/// <summary>What shared terms say of a history and each column of a step.</summary>
/// <remarks>
/// <code>s_ij = Σ_a γ^a Σ_t w_t x(h_ia)[t] x_j[t]</code>
/// Only terms that a row and a column share are touched. Shapes: terms x (items, V), weights w (V).
/// </remarks>
internal sealed class TermScores
{
    private readonly SparseRows _terms;
    private readonly int[] _first;
    private readonly List<(int Column, float Value, int Next)> _entries = [];
    private readonly List<int> _held = [];

    public TermScores(SparseRows terms)
    {
        _terms = terms;
        Weights = new float[terms.ColumnCount];
        Weights.AsSpan().Fill(1);
        _first = new int[terms.ColumnCount];
        _first.AsSpan().Fill(-1);
    }

    /// <summary>w, one for each term.</summary>
    public float[] Weights { get; }

    /// <summary>Lists which columns of a step hold which term.</summary>
    public void Look(NextItemStep step)
    {
        foreach (int term in _held)
            _first[term] = -1;
        _held.Clear();
        _entries.Clear();
        for (int c = 0; c < step.Columns; c++)
        {
            var numbers = _terms.ColumnsOf(step.Items[c]);
            var values = _terms.ValuesOf(step.Items[c]);
            for (int t = 0; t < numbers.Length; t++)
            {
                if (_first[numbers[t]] < 0)
                    _held.Add(numbers[t]);
                _entries.Add((c, values[t], _first[numbers[t]]));
                _first[numbers[t]] = _entries.Count - 1;
            }
        }
    }

    /// <summary>Adds the scores of a row of the step looked at last.</summary>
    public void AddTo(NextItemStep step, int row, Span<float> scores)
    {
        var history = step.HistoryOf(row);
        float decay = 1;
        for (int a = history.Length - 1; a >= 0; a--, decay *= step.Decay)
        {
            var numbers = _terms.ColumnsOf(step.Items[history[a]]);
            var values = _terms.ValuesOf(step.Items[history[a]]);
            for (int t = 0; t < numbers.Length; t++)
            {
                float scale = decay * Weights[numbers[t]] * values[t];
                for (int e = _first[numbers[t]]; e >= 0; e = _entries[e].Next)
                    scores[_entries[e].Column] += scale * _entries[e].Value;
            }
        }
    }

    /// <summary>The gradient of each weight that a row's scores depend on, times the weight, from the gradient of the scores.</summary>
    public void Gradient(NextItemStep step, int row, ReadOnlySpan<float> scoreGradients, List<(int Term, float Gradient)> into)
    {
        into.Clear();
        var history = step.HistoryOf(row);
        float decay = 1;
        for (int a = history.Length - 1; a >= 0; a--, decay *= step.Decay)
        {
            var numbers = _terms.ColumnsOf(step.Items[history[a]]);
            var values = _terms.ValuesOf(step.Items[history[a]]);
            for (int t = 0; t < numbers.Length; t++)
            {
                float sum = 0;
                for (int e = _first[numbers[t]]; e >= 0; e = _entries[e].Next)
                    sum += scoreGradients[_entries[e].Column] * _entries[e].Value;
                if (sum != 0)
                    into.Add((numbers[t], decay * Weights[numbers[t]] * values[t] * sum));
            }
        }
    }
}
