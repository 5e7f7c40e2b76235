using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.Neural;

/// <summary>Gathers pairs into batches and moves network and vectors after each: Adam for the layers, Adagrad for the vectors.</summary>
/// <remarks>Kingma and Ba 2015, "Adam", algorithm 1; Duchi, Hazan and Singer 2011, for rows that few batches touch.</remarks>
internal sealed class PairStep(PairNetwork network, RowMatrix users, RowMatrix items, NcfOptions options)
{
    private const float Tiny = 1e-7f;
    private readonly PairWorkspace _work = new(network, options.BatchSize);
    private readonly (int User, int Item, bool Has)[] _pairs = new (int, int, bool)[options.BatchSize];
    private readonly float[] _x = new float[options.BatchSize * 2 * network.Factors], _dx = new float[options.BatchSize * 2 * network.Factors];
    private readonly float[] _logits = new float[options.BatchSize];
    private readonly float[] _gradient = new float[network.Parameters.Length], _first = new float[network.Parameters.Length], _second = new float[network.Parameters.Length];
    private readonly float[] _userSquares = new float[users.Rows], _itemSquares = new float[items.Rows];
    private int _count;
    private int _steps;

    /// <summary>Adds a pair; returns the loss of the batch it filled, else 0.</summary>
    public double Add(int user, int item, bool has)
    {
        int f = network.Factors;
        users.Row(user).CopyTo(_x.AsSpan(_count * 2 * f, f));
        items.Row(item).CopyTo(_x.AsSpan(_count * 2 * f + f, f));
        _pairs[_count++] = (user, item, has);
        return _count == _pairs.Length ? Flush() : 0;
    }

    /// <summary>Takes the step for what was gathered; returns its loss.</summary>
    public double Flush()
    {
        if (_count == 0)
            return 0;
        var logits = _logits.AsSpan(0, _count);
        network.Forward(_x, _count, _work, logits);
        double loss = 0;
        for (int n = 0; n < _count; n++)
        {
            float y = _pairs[n].Has ? 1 : 0, s = logits[n];
            loss += Math.Max(s, 0) - s * y + Math.Log(1 + Math.Exp(-Math.Abs(s)));
            logits[n] = 1 / (1 + MathF.Exp(-s)) - y;
        }
        network.Backward(_x, _count, _work, logits, _gradient, _dx);
        MoveLayers(1f / _count);
        for (int n = 0; n < _count; n++)
        {
            int f = network.Factors;
            MoveRow(users.Row(_pairs[n].User), _dx.AsSpan(n * 2 * f, f), ref _userSquares[_pairs[n].User]);
            MoveRow(items.Row(_pairs[n].Item), _dx.AsSpan(n * 2 * f + f, f), ref _itemSquares[_pairs[n].Item]);
        }
        _count = 0;
        return loss;
    }

    private void MoveLayers(float scale)
    {
        const float Beta1 = 0.9f, Beta2 = 0.999f;
        _steps++;
        float correct1 = 1 - MathF.Pow(Beta1, _steps), correct2 = 1 - MathF.Pow(Beta2, _steps);
        var parameters = network.Parameters;
        for (int k = 0; k < parameters.Length; k++)
        {
            float g = _gradient[k] * scale;
            _first[k] = Beta1 * _first[k] + (1 - Beta1) * g;
            _second[k] = Beta2 * _second[k] + (1 - Beta2) * g * g;
            parameters[k] -= options.LearningRate * (_first[k] / correct1) / (MathF.Sqrt(_second[k] / correct2) + Tiny);
        }
    }

    /// <summary>One accumulated square for a row, not for a number: the row keeps its direction.</summary>
    private void MoveRow(Span<float> row, ReadOnlySpan<float> gradient, ref float squares)
    {
        squares += Lanes.Dot(gradient, gradient) / row.Length;
        float rate = 10 * options.LearningRate / (MathF.Sqrt(squares) + Tiny);
        for (int k = 0; k < row.Length; k++)
            row[k] -= rate * (gradient[k] + options.Regularization * row[k]);
    }
}
