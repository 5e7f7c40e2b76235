using System.Numerics.Tensors;
using Recsys.MLNet.Behavior;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>One optimiser step: sample, look up, run the parts forward and backward, add their gradients in order, move the weights.</summary>
/// <remarks>
/// A batch is always cut into <see cref="Parts"/> parts with their own random streams and gradients, added in their order:
/// the result depends neither on the number of threads nor on which of them did what.
/// </remarks>
internal sealed class BehaviorStep
{
    public const int Parts = 4;
    private const int UpdateBlock = 1 << 14;
    private readonly BehaviorArchitecture _shape;
    private readonly BehaviorAttentionOptions _options;
    private readonly ItemSlots _slots;
    private readonly NegativeSampler? _sampler;
    private readonly HardNegatives? _hard;
    private readonly List<int> _touched = [];
    private readonly Part[] _parts;
    private readonly float[] _gradient;
    private PackedMatrix? _candidates;

    public BehaviorStep(BehaviorWeights weights, BehaviorAttentionOptions options, RowMatrix? texts, ReadOnlySpan<int> counts, double positionsPerUser = 0)
    {
        (Weights, _shape, _options) = (weights, weights.Shape, options);
        _slots = new ItemSlots(weights, texts);
        for (int item = 0; item < counts.Length; item++)
            if (counts[item] > 0)
                _touched.Add(item);
        bool full = options.Loss == BehaviorLoss.FullSoftmax || options.Negatives >= _touched.Count;
        _sampler = full ? null : new NegativeSampler(counts, options.NegativePower, options.Negatives, options.InBatch ? options.BatchUsers * Math.Max(0, positionsPerUser) : 0);
        _hard = full || options.HardNegatives == 0 ? null : new HardNegatives(weights, texts);
        float alpha = Math.Min(1, options.Negatives / (float)Math.Max(1, _touched.Count - 1));
        float beta = options.Loss == BehaviorLoss.GeneralizedBinaryCrossEntropy ? alpha * (options.Calibration * (1 - 1 / alpha) + 1 / alpha) : 1;
        _parts = [.. Enumerable.Range(0, Parts).Select(_ => new Part(_shape, options.Loss, beta, options.Ahead))];
        _gradient = new float[weights.Values.Length];
        Average = options.Averaging > 0 ? [.. weights.Values] : weights.Values;
        (First, Second) = (new float[weights.Values.Length], new float[weights.Values.Length]);
    }

    public BehaviorWeights Weights { get; }

    /// <summary>The weights to keep: the running mean, or the weights themselves.</summary>
    public float[] Average { get; }

    /// <summary>Adam's first moments.</summary>
    public float[] First { get; }

    /// <summary>Adam's second moments.</summary>
    public float[] Second { get; }

    /// <summary>Steps made.</summary>
    public long Count { get; set; }

    /// <summary>Does what is done once for each epoch.</summary>
    public void Begin(int epoch, RunSettings run) => _hard?.Look(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_touched), run.Random("sequence.hard", epoch), run);

    /// <summary>Learns from these sequences; returns the mean loss of their positions.</summary>
    public double Run(ReadOnlySpan<TrainingSequence> sequences, RunSettings run)
    {
        Count++;
        var random = run.Random("sequence.step", Count);
        PickItems(sequences, random);
        _slots.Look(_shape.TextWidth > 0 ? _options.ItemDropout : 0, random);
        var logExpected = PackCandidates();
        long step = Count;
        int positions = Fill(Noise(sequences, run.Random("sequence.noise", step)));
        run.ParallelFor(Parts, p => _parts[p].Run(Weights, _slots, _candidates!, logExpected, 1f / positions, _options.Dropout, run.Random("sequence.dropout", step * Parts + p)));
        double loss = Add();
        Move(run);
        return loss / positions;
    }

    private void PickItems(ReadOnlySpan<TrainingSequence> sequences, RandomStream random)
    {
        _slots.Clear();
        if (_sampler is null)
        {
            foreach (int item in _touched)
                _slots.Add(item);
        }
        else
        {
            for (int i = 0; i < _sampler.Draws; i++)
                _slots.Add(_sampler.Draw(random));
            if (_options.InBatch)
                foreach (var sequence in sequences)
                    foreach (int item in sequence.Items.AsSpan(1))
                        _slots.Add(item);
            for (int i = 0; _hard is not null && i < _options.HardNegatives; i++)
            {
                int[] items = sequences[random.NextInt(sequences.Length)].Items;
                if (_hard.Draw(items[1 + random.NextInt(items.Length - 1)], random) is >= 0 and var like)
                    _slots.Add(like);
            }
        }
        _slots.EndCandidates();
        foreach (var sequence in sequences)
            foreach (int item in sequence.Items)
                _slots.Add(item);
    }

    private ReadOnlySpan<TrainingSequence> Noise(ReadOnlySpan<TrainingSequence> sequences, RandomStream random)
    {
        if (_options.Skip == 0 && !_options.ShuffleTies)
            return sequences;
        var noisy = new TrainingSequence[sequences.Length];
        for (int i = 0; i < noisy.Length; i++)
            noisy[i] = SequenceNoise.Apply(sequences[i], _options.Skip, _options.ShuffleTies && _shape.Gaps, _shape.Gaps, random);
        return noisy;
    }

    private float[] PackCandidates()
    {
        int count = _slots.Candidates, d = _shape.Width;
        if (_candidates is null || _candidates.N != count)
            _candidates = PackedMatrix.PackTransposed(_slots.Vectors[..(count * d)], d, count);
        else
            _candidates.RefillTransposed(_slots.Vectors[..(count * d)]);
        if (_sampler is null || _options.Loss is not BehaviorLoss.SampledSoftmax)
            return [];
        var bias = new float[count];
        for (int i = 0; i < count; i++)
            bias[i] = -_sampler.LogExpected(_slots.ItemAt(i));
        return bias;
    }

    private int Fill(ReadOnlySpan<TrainingSequence> sequences)
    {
        int total = 0, sum = 0;
        foreach (var sequence in sequences)
            total += sequence.Items.Length - 1;
        foreach (var part in _parts)
            part.Batch.Clear();
        foreach (var sequence in sequences)
        {
            _parts[Math.Min(Parts - 1, (int)((long)sum * Parts / total))].Batch.Add(sequence, _slots.SlotOf, _shape.Gaps, learn: true);
            sum += sequence.Items.Length - 1;
        }
        return total;
    }

    private double Add()
    {
        double loss = 0;
        var dense = _gradient.AsSpan(0, Weights.DenseCount);
        dense.Clear();
        foreach (var part in _parts)
        {
            loss += part.Loss;
            TensorPrimitives.Add(dense, part.Pass.Gradient.Values, dense);
        }
        var first = _parts[0].VectorGradient(_slots.Count);
        for (int p = 1; p < Parts; p++)
            TensorPrimitives.Add(first, _parts[p].VectorGradient(_slots.Count), first);
        _slots.AddGradient(first, _gradient);
        return loss;
    }

    private void Move(RunSettings run)
    {
        float rate = _options.LearningRate * Math.Min(1, (float)Count / Math.Max(1, _options.WarmUp));
        float follow = 1 - Math.Min(_options.Averaging, Count / (Count + 10f)); // early on the mean is of what there is
        int blocks = (_gradient.Length + UpdateBlock - 1) / UpdateBlock;
        run.ParallelFor(blocks, b =>
        {
            int from = b * UpdateBlock, length = Math.Min(UpdateBlock, _gradient.Length - from);
            AdamStep.Apply(Weights.Values.AsSpan(from, length), _gradient.AsSpan(from, length), First.AsSpan(from, length), Second.AsSpan(from, length), rate, _options.WeightDecay, Count);
            if (Average != Weights.Values)
                Lanes.Blend(Average.AsSpan(from, length), Weights.Values.AsSpan(from, length), follow);
        });
        _slots.ClearGradient(_gradient);
    }

    /// <summary>One part of a batch: its positions, its pass and its gradients.</summary>
    private sealed class Part(BehaviorArchitecture shape, BehaviorLoss kind, float beta, int ahead)
    {
        private readonly NextItemLoss _loss = new(shape.Width, kind) { Beta = beta };
        private readonly TargetPass? _target = shape.Target ? new(shape) : null;
        private readonly InterestPass? _interests = shape.Interests > 1 ? new(shape) : null;
        private float[] _dh = [], _dVectors = [];

        public PackedBatch Batch { get; } = new(ahead);

        public SequencePass Pass { get; } = new(shape);

        public double Loss { get; private set; }

        public Span<float> VectorGradient(int slots) => _dVectors.AsSpan(0, slots * shape.Width);

        public void Run(BehaviorWeights weights, ItemSlots slots, PackedMatrix candidates, float[] logExpected, float scale, float share, RandomStream random)
        {
            int d = shape.Width, p = Batch.Positions;
            if (_dVectors.Length < slots.Count * d)
                _dVectors = new float[slots.Count * d * 5 / 4];
            if (_dh.Length < p * d)
                _dh = new float[p * d * 5 / 4];
            var dVectors = VectorGradient(slots.Count);
            dVectors.Clear();
            Array.Clear(Pass.Gradient.Values);
            Loss = 0;
            if (p == 0)
                return;
            Pass.Forward(weights, slots.Vectors, Batch, share, random);
            int s = candidates.N;
            var h = Pass.Output.AsSpan(0, p * d);
            var dh = _dh.AsSpan(0, p * d);
            if (_interests is not null)
            {
                _interests.Forward(weights, slots.Vectors, Batch, h);
                h = _interests.Chosen.AsSpan(0, p * d);
            }
            _target?.Forward(weights, slots.Vectors, s, Batch);
            Loss = _loss.Compute(h, Batch.Targets, slots.Vectors, candidates, logExpected, scale, dh, dVectors,
                _target is null ? [] : _target.Scores.AsSpan(0, p * s), _target is null ? [] : _target.Own.AsSpan(0, Batch.Targets.Length));
            _target?.Backward(weights, slots.Vectors, s, Batch, dVectors, Pass.Gradient);
            _interests?.Backward(weights, slots.Vectors, Batch, dh, dVectors, Pass.Gradient);
            Pass.Backward(weights, Batch, dh);
            for (int i = 0; i < p; i++)
                Lanes.AddScaled(dVectors.Slice(Batch.Slots[i] * d, d), Pass.InputGradient.AsSpan(i * d, d), 1);
        }
    }
}
