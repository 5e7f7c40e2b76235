using Recsys.MLNet.Data;
using Recsys.MLNet.Numerics;
using Recsys.MLNet.Packaging;

namespace Recsys.MLNet.Models;

/// <summary>A matrix factorization: a vector for each user and each item, optional biases, and the objective that folds users in.</summary>
/// <remarks>
/// <code>score(u, i) = mean + userBias[u] + itemBias[i] + users[u]·items[i]</code>
/// A user whose history holds more than the model was fitted on is folded in from that history; a user who is not known is
/// folded in likewise; one without any history gets the average user's vector, which ranks by popularity. No score is NaN.
/// </remarks>
public sealed class FactorModel : IVectorScorer, IPairScorer, ISavedModel
{
    /// <summary>Kind of the section a factor model is saved as.</summary>
    public const string SectionKind = "factors";

    private readonly UserFolder _folder;

    /// <summary>A model over fitted parts, which are not copied.</summary>
    /// <param name="users">(U, F).</param>
    /// <param name="items">(N, F).</param>
    /// <param name="mean">Mean rating, or 0.</param>
    /// <param name="userBias">(U), or empty for none.</param>
    /// <param name="itemBias">(N), or empty for none.</param>
    /// <param name="foldIn">How users are folded in.</param>
    /// <param name="seen">What the users' vectors were fitted on; null counts every history as new.</param>
    public FactorModel(RowMatrix users, RowMatrix items, float mean = 0, float[]? userBias = null, float[]? itemBias = null, FoldInSettings? foldIn = null, SeenHistories? seen = null)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        if (users.Columns != items.Columns)
            throw new ArgumentException($"users have {users.Columns} factors and items {items.Columns}; expected the same number.");
        (Users, Items, Mean, UserBias, ItemBias) = (users, items, mean, userBias ?? [], itemBias ?? []);
        (FoldIn, Seen) = (foldIn ?? FoldInSettings.None, seen ?? SeenHistories.Nothing);
        CheckBias(UserBias, users.Rows, "userBias");
        CheckBias(ItemBias, items.Rows, "itemBias");
        AverageUser = new float[users.Columns];
        for (int u = 0; u < users.Rows; u++)
            Lanes.AddScaled(AverageUser, users.Row(u), 1f / users.Rows);
        _folder = new UserFolder(this);
    }

    /// <summary>Vectors of users, (U, F).</summary>
    public RowMatrix Users { get; }

    /// <summary>Vectors of items, (N, F).</summary>
    public RowMatrix Items { get; }

    /// <summary>What every score begins with: the mean rating, or 0.</summary>
    public float Mean { get; }

    /// <summary>Biases of users, (U), or empty.</summary>
    public float[] UserBias { get; }

    /// <summary>Biases of items, (N), or empty.</summary>
    public float[] ItemBias { get; }

    /// <summary>How users are folded in.</summary>
    public FoldInSettings FoldIn { get; }

    /// <summary>What the users' vectors were fitted on.</summary>
    public SeenHistories Seen { get; }

    /// <summary>Factors per vector: F.</summary>
    public int Factors => Items.Columns;

    /// <inheritdoc/>
    public int ItemCount => Items.Rows;

    /// <inheritdoc/>
    public string Kind => SectionKind;

    /// <inheritdoc/>
    public int FormatVersion => 1;

    internal float[] AverageUser { get; }

    /// <summary>The same model with its users under the numbers of another vocabulary; users it does not know get the average user's vector.</summary>
    internal FactorModel Renumbered(Vocabulary before, Vocabulary now)
    {
        var users = new RowMatrix(now.Count, Factors);
        float[] bias = new float[UserBias.Length == 0 ? 0 : now.Count];
        for (int u = 0; u < now.Count; u++)
        {
            int known = before.Find(now[u]);
            (known >= 0 && known < Users.Rows ? Users.Row(known) : AverageUser).CopyTo(users.Row(u));
            if (bias.Length > 0 && known >= 0 && known < UserBias.Length)
                bias[u] = UserBias[known];
        }
        return new(users, Items, Mean, bias, ItemBias, FoldIn);
    }

    /// <summary>The predicted rating or preference of one pair; a number outside the model counts as average.</summary>
    public float Predict(int user, int item)
    {
        bool known = (uint)user < (uint)Users.Rows;
        ReadOnlySpan<float> vector = known ? Users.Row(user) : AverageUser;
        float bias = known && UserBias.Length > 0 ? UserBias[user] : 0;
        return (uint)item < (uint)Items.Rows
            ? Mean + bias + (ItemBias.Length > 0 ? ItemBias[item] : 0) + Lanes.Dot(vector, Items.Row(item))
            : Mean + bias;
    }

    /// <inheritdoc/>
    public float Score(in UserContext user, int item)
    {
        if ((uint)item >= (uint)Items.Rows)
            return Mean;
        Span<float> vector = Factors <= 512 ? stackalloc float[Factors] : new float[Factors];
        float bias = UserVector(user, vector);
        return Mean + bias + (ItemBias.Length > 0 ? ItemBias[item] : 0) + Lanes.Dot(vector, Items.Row(item));
    }

    /// <inheritdoc/>
    public void Score(in UserContext user, Span<float> scores)
    {
        Span<float> vector = Factors <= 512 ? stackalloc float[Factors] : new float[Factors];
        float bias = UserVector(user, vector);
        Score(vector, bias, scores);
    }

    /// <summary>Scores every item for a user vector of its own.</summary>
    /// <param name="vector">(F).</param>
    /// <param name="bias">The user's bias.</param>
    /// <param name="scores">(N), overwritten.</param>
    public void Score(ReadOnlySpan<float> vector, float bias, Span<float> scores)
    {
        if (vector.Length != Factors || scores.Length != ItemCount)
            throw new ArgumentException($"vector holds {vector.Length} and scores {scores.Length} values; expected {Factors} factors and {ItemCount} items.");
        RowScores.Compute(vector, Items.Values, scores);
        float start = Mean + bias;
        for (int i = 0; i < ItemBias.Length; i++)
            scores[i] += start + ItemBias[i];
        if (ItemBias.Length == 0 && start != 0)
            for (int i = 0; i < scores.Length; i++)
                scores[i] += start;
    }

    /// <summary>Writes the vector that this user has now and returns their bias: fitted if nothing new is known, else folded in.</summary>
    /// <param name="user">Who, and what they did.</param>
    /// <param name="vector">(F), overwritten.</param>
    public float UserVector(in UserContext user, Span<float> vector)
    {
        bool known = (uint)user.User < (uint)Users.Rows;
        if (FoldIn.Objective != FoldInObjective.None && user.Items.Length > 0 && !(known && Seen.Covers(user)))
            return _folder.Fold(user, known, vector);
        (known ? Users.Row(user.User) : AverageUser).CopyTo(vector);
        return known && UserBias.Length > 0 ? UserBias[user.User] : 0;
    }

    /// <summary>Factors, and one number more where items have biases.</summary>
    int IVectorScorer.VectorLength => Factors + (ItemBias.Length > 0 ? 1 : 0);

    /// <inheritdoc/>
    void IVectorScorer.ItemVector(int item, Span<float> vector)
    {
        Items.Row(item).CopyTo(vector);
        if (ItemBias.Length > 0)
            vector[Factors] = ItemBias[item];
    }

    /// <inheritdoc/>
    float IVectorScorer.RequestVector(in UserContext user, Span<float> vector)
    {
        if (ItemBias.Length > 0)
            vector[Factors] = 1;
        return Mean + UserVector(user, vector[..Factors]);
    }

    /// <inheritdoc/>
    float IVectorScorer.Product(ReadOnlySpan<float> request, int item) => Lanes.Dot(request[..Factors], Items.Row(item)) + (ItemBias.Length > 0 ? ItemBias[item] : 0);

    /// <inheritdoc/>
    public void Write(SectionWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Users.Rows);
        writer.Write(Items.Rows);
        writer.Write(Factors);
        writer.Write(Mean);
        writer.Write<float>(Users.Values);
        writer.Write<float>(Items.Values);
        writer.Write<float>(UserBias);
        writer.Write<float>(ItemBias);
        FoldIn.Write(writer);
        Seen.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static FactorModel Read(SectionReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Expect(SectionKind, 1);
        return ReadValues(reader);
    }

    /// <summary>Reads the values where they are a part of another model's section.</summary>
    internal static FactorModel ReadValues(SectionReader reader)
    {
        var (users, items, factors) = (reader.ReadInt(), reader.ReadInt(), reader.ReadInt());
        float mean = reader.ReadFloat();
        try
        {
            return new FactorModel(new RowMatrix(users, factors, reader.ReadArray<float>()), new RowMatrix(items, factors, reader.ReadArray<float>()), mean,
                reader.ReadArray<float>(), reader.ReadArray<float>(), FoldInSettings.Read(reader), SeenHistories.Read(reader));
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"The section '{SectionKind}' contradicts itself: {e.Message} The file is damaged; save or download it again.", e);
        }
    }

    private static void CheckBias(float[] bias, int rows, string name)
    {
        if (bias.Length != 0 && bias.Length != rows)
            throw new ArgumentException($"{name} holds {bias.Length} values; expected {rows}, or none.");
    }
}
