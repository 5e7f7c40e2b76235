using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>A neural pair model: <c>R̂ = M_θ(u, i)</c>, a product and a small network over one vector each of user and item.</summary>
/// <remarks>Scores are logits; their logistic function is the probability that was fitted. A user outside the model counts as the average user.</remarks>
public sealed class PairNetworkModel : IItemScorer, IPairScorer, ISavedModel
{
    /// <summary>Kind of the section a pair model is saved as.</summary>
    public const string SectionKind = "pair-network";

    private const int Piece = 256;

    private readonly RowMatrix _users;
    private readonly RowMatrix _items;
    private readonly PairNetwork _network;
    private readonly float[] _average;
    private readonly Lazy<RowMatrix> _itemShare;

    internal PairNetworkModel(RowMatrix users, RowMatrix items, PairNetwork network)
    {
        if (users.Columns != network.Factors || items.Columns != network.Factors)
            throw new ArgumentException($"users have {users.Columns} factors and items {items.Columns}; expected {network.Factors} as in the network.");
        (_users, _items, _network) = (users, items, network);
        _average = new float[users.Columns];
        for (int u = 0; u < users.Rows; u++)
            Lanes.AddScaled(_average, users.Row(u), 1f / users.Rows);
        _itemShare = new(ItemShare);
    }

    /// <inheritdoc/>
    public int ItemCount => _items.Rows;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    /// <inheritdoc/>
    public float Score(in UserContext user, int item)
    {
        float[] x = [.. VectorOf(user.User), .. (uint)item < (uint)ItemCount ? _items.Row(item) : new float[_network.Factors]], logit = new float[1];
        _network.Forward(x, 1, new PairWorkspace(_network, 1), logit);
        return logit[0];
    }

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        int f = _network.Factors, hidden = _network.Hidden;
        var vector = VectorOf(user.User);
        var work = new PairWorkspace(_network, Piece);
        var x = new float[Piece * 2 * f];
        for (int n = 0; n < Piece; n++)
            vector.CopyTo(x.AsSpan(n * 2 * f, f));
        // What the user adds to the first layer is the same for all items.
        var share = new float[hidden];
        Gemm.Multiply(1, hidden, f, vector, f, false, _network.Parameters.AsSpan()[_network.W1], hidden, false, share, hidden);
        for (int from = 0; from < scores.Length; from += Piece)
        {
            int batch = Math.Min(Piece, scores.Length - from);
            for (int n = 0; n < batch; n++)
            {
                _items.Row(from + n).CopyTo(x.AsSpan(n * 2 * f + f, f));
                _itemShare.Value.Row(from + n).CopyTo(work.A.AsSpan(n * hidden, hidden));
                Lanes.AddScaled(work.A.AsSpan(n * hidden, hidden), share, 1);
            }
            PairNetwork.Rectify(work.A.AsSpan(0, batch * hidden));
            _network.Finish(x, batch, work, scores.Slice(from, batch));
        }
    }

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_users.Rows);
        writer.Write(_items.Rows);
        writer.Write(_network.Factors);
        writer.Write(_network.Hidden);
        writer.Write(_network.Second);
        writer.Write<float>(_users.Values);
        writer.Write<float>(_items.Values);
        writer.Write<float>(_network.Parameters);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static PairNetworkModel Read(SectionReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Expect(SectionKind, 1);
        var (users, items, factors, hidden, second) = (reader.ReadInt(), reader.ReadInt(), reader.ReadInt(), reader.ReadInt(), reader.ReadInt());
        try
        {
            return new(new RowMatrix(users, factors, reader.ReadArray<float>()), new RowMatrix(items, factors, reader.ReadArray<float>()), new PairNetwork(factors, hidden, second, reader.ReadArray<float>()));
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new ModelFormatException($"The section '{SectionKind}' contradicts itself: {e.Message} The file is damaged; save or download it again.", e);
        }
    }

    private ReadOnlySpan<float> VectorOf(int user) => (uint)user < (uint)_users.Rows ? _users.Row(user) : _average;

    /// <summary>What each item adds to the first layer, its bias included.</summary>
    private RowMatrix ItemShare()
    {
        int f = _network.Factors, hidden = _network.Hidden;
        var share = new RowMatrix(ItemCount, hidden);
        for (int i = 0; i < ItemCount; i++)
            _network.Parameters.AsSpan()[_network.B1].CopyTo(share.Row(i));
        Gemm.Multiply(ItemCount, hidden, f, _items.Values, f, false, _network.Parameters.AsSpan(f * hidden, f * hidden), hidden, false, share.Values, hidden, accumulate: true);
        return share;
    }
}
