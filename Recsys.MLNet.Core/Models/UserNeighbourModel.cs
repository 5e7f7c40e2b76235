using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>Users are recommended what the users most like them have.</summary>
/// <remarks>
/// <code>score[i] = Σ_v s(u, v) · x_vi^e  over the k users v most like u</code>
/// Neighbours are found from the history at hand, through the lists of who has each of its items, so that new users and new
/// interactions count at once. A fitted user is never their own neighbour. Ties go to the lower user number.
/// </remarks>
public sealed class UserNeighbourModel : IItemScorer, ISavedModel
{
    /// <summary>Kind of the section a user neighbour model is saved as.</summary>
    public const string SectionKind = "user-neighbours";

    private readonly SparseRows _byUser;
    private readonly SparseRows _byItem;
    private readonly double[] _squaredLengths;
    private readonly int _neighbours;
    private readonly SimilarityRule _rule;
    private readonly float _weightExponent;

    /// <summary>A model over users × items whose values are already what they count.</summary>
    internal UserNeighbourModel(SparseRows byUser, int neighbours, SimilarityRule rule, float weightExponent)
    {
        (_byUser, _neighbours, _rule, _weightExponent) = (byUser, neighbours, rule, weightExponent);
        _byItem = byUser.Transpose();
        _squaredLengths = new double[byUser.Rows];
        for (int u = 0; u < byUser.Rows; u++)
            foreach (float value in byUser.ValuesOf(u))
                _squaredLengths[u] += (double)value * value;
    }

    /// <inheritdoc/>
    public int ItemCount => _byUser.ColumnCount;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        scores.Clear();
        foreach (var (neighbour, similarity) in Neighbours(user))
        {
            var items = _byUser.ColumnsOf(neighbour);
            var values = _byUser.ValuesOf(neighbour);
            for (int i = 0; i < items.Length; i++)
                scores[items[i]] += similarity * values[i];
        }
    }

    /// <summary>The fitted users most like this one, best first.</summary>
    public IReadOnlyList<(int User, float Similarity)> Neighbours(in UserContext user)
    {
        int[] items = new int[user.Items.Length];
        float[] weights = new float[user.Items.Length];
        int count = HistoryItems.Merge(user, ItemCount, lastCounts: false, items, weights);
        var shared = new double[_byUser.Rows];
        double squared = 0;
        for (int i = 0; i < count; i++)
        {
            float value = _rule.Value(weights[i], _weightExponent);
            squared += (double)value * value;
            var users = _byItem.ColumnsOf(items[i]);
            var values = _byItem.ValuesOf(items[i]);
            for (int n = 0; n < users.Length; n++)
                shared[users[n]] += value * values[n];
        }
        var best = new PriorityQueue<int, (float, int)>(_neighbours + 1);
        for (int v = 0; v < shared.Length; v++)
        {
            float similarity = v == user.User ? 0 : _rule.Of(shared[v], squared, _squaredLengths[v]);
            if (similarity <= 0)
                continue;
            if (best.Count < _neighbours)
                best.Enqueue(v, (similarity, -v));
            else
                best.EnqueueDequeue(v, (similarity, -v));
        }
        var found = new (int User, float Similarity)[best.Count];
        for (int n = found.Length - 1; n >= 0; n--)
        {
            best.TryDequeue(out int v, out var priority);
            found[n] = (v, priority.Item1);
        }
        return found;
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _byUser.Write(writer);
        writer.Write(_neighbours);
        writer.Write((int)_rule.Measure);
        writer.Write(_rule.Shrink);
        writer.Write(_rule.Exponent);
        writer.Write(_weightExponent);
    }

    internal static UserNeighbourModel Read(SectionReader reader)
    {
        reader.Expect(SectionKind, 1);
        var byUser = SparseRows.Read(reader);
        int neighbours = reader.ReadInt(), measure = reader.ReadInt();
        if (neighbours <= 0 || !Enum.IsDefined((SimilarityMeasure)measure))
            throw new ModelFormatException($"The section '{SectionKind}' asks for {neighbours} neighbours by measure {measure}. The file is damaged; save or download it again.");
        return new(byUser, neighbours, new((SimilarityMeasure)measure, reader.ReadFloat(), reader.ReadFloat()), reader.ReadFloat());
    }
}
