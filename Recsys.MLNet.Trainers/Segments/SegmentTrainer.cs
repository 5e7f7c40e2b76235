using Recsys.MLNet.Numerics;
using Recsys.MLNet.Segments;
using Recsys.MLNet.State;
using Recsys.MLNet.Trainers.Clustering;

namespace Recsys.MLNet.Trainers.Segments;

/// <summary>Finds segments of users in a state by k-means.</summary>
/// <remarks>The parts of a point are brought to the same total variance, categories 1 and behaviours <see cref="SegmentOptions.BehaviorWeight"/>², so that neither decides by its number of columns.</remarks>
public sealed class SegmentTrainer(SegmentOptions options)
{
    /// <summary>With default settings.</summary>
    public SegmentTrainer() : this(new()) { }

    /// <summary>Finds the segments.</summary>
    /// <param name="state">Users as of some event.</param>
    /// <param name="run">Seed and threads.</param>
    /// <returns>The segments, or why there are none.</returns>
    public (UserSegments? Segments, string? WhyNot) Fit(StateView state, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(run);
        options.ThrowIfInvalid();
        var users = Users(state, run);
        int least = Math.Max(10, 2 * options.Count);
        if (users.Count < least)
            return (null, $"{users.Count} users have {options.LeastBehaviors} behaviours or more; {least} are needed.");
        var plain = Space(users, state, 1, 1);
        var (categories, behaviors) = Variances(Rows(plain, users, state), plain.Categories.Count);
        var space = Space(users, state, categories > 0 ? (float)(1 / Math.Sqrt(categories)) : 0, behaviors > 0 ? (float)(options.BehaviorWeight / Math.Sqrt(behaviors)) : 0);
        try
        {
            var found = new KMeansTrainer(new() { Clusters = options.Count, Most = options.Most }).Fit(Rows(space, users, state), run);
            var shares = new double[found.Centres.Rows];
            foreach (int cluster in found.ClusterOf)
                shares[cluster] += 1.0 / users.Count;
            return (new(space, found.Centres, shares) { Separation = found.Separation }, null);
        }
        catch (ArgumentException tooFew)
        {
            return (null, $"users hardly differ: {tooFew.Message}");
        }
    }

    private List<UserState> Users(StateView state, RunSettings run)
    {
        // In order of their ids: a state lists them in no order of its own.
        string[] ids = [.. state.UserIds.Order(StringComparer.Ordinal)];
        var users = new List<UserState>();
        foreach (string id in ids)
            if (state.FindUser(id) is { } user && user.Id == id && UserProfileSpace.BehaviorsOf(user) >= options.LeastBehaviors)
                users.Add(user);
        if (users.Count <= options.MaxUsers)
            return users;
        int[] drawn = run.Random("segments.users").Permutation(users.Count)[..options.MaxUsers];
        Array.Sort(drawn);
        return [.. drawn.Select(d => users[d])];
    }

    private UserProfileSpace Space(List<UserState> users, StateView state, float scale, float weight)
    {
        var turnedTo = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var user in users)
            for (int i = 0; i < user.Categories.Count; i++)
                if (user.Categories.Weights[i] > 0)
                    turnedTo[state.Values[user.Categories.Keys[i]]] = turnedTo.GetValueOrDefault(state.Values[user.Categories.Keys[i]]) + 1;
        var categories = turnedTo.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(options.Categories).Select(c => c.Key).ToArray();
        int width = UserProfileSpace.Behaviors.Count;
        float[] means = new float[width], deviations = new float[width], values = new float[width];
        double[] sums = new double[width], squares = new double[width];
        var counts = new int[width];
        foreach (var user in users)
        {
            UserProfileSpace.WriteBehaviors(user, values);
            for (int b = 0; b < width; b++)
                if (!float.IsNaN(values[b]))
                    (sums[b], squares[b], counts[b]) = (sums[b] + values[b], squares[b] + (double)values[b] * values[b], counts[b] + 1);
        }
        for (int b = 0; b < width; b++)
        {
            double mean = counts[b] > 0 ? sums[b] / counts[b] : 0;
            double variance = counts[b] > 0 ? squares[b] / counts[b] - mean * mean : 0;
            // What is the same for everybody tells nobody apart.
            (means[b], deviations[b]) = ((float)mean, variance > 1e-9 ? (float)Math.Sqrt(variance) : float.PositiveInfinity);
        }
        return new(categories, scale, means, deviations, weight);
    }

    private static RowMatrix Rows(UserProfileSpace space, List<UserState> users, StateView state)
    {
        var rows = new RowMatrix(users.Count, space.Width);
        for (int u = 0; u < users.Count; u++)
            space.Write(users[u], state, rows.Row(u));
        return rows;
    }

    private static (double Categories, double Behaviors) Variances(RowMatrix rows, int categories)
    {
        double first = 0, second = 0;
        for (int f = 0; f < rows.Columns; f++)
        {
            double sum = 0, square = 0;
            for (int n = 0; n < rows.Rows; n++)
                (sum, square) = (sum + rows.Row(n)[f], square + (double)rows.Row(n)[f] * rows.Row(n)[f]);
            double mean = sum / rows.Rows, variance = square / rows.Rows - mean * mean;
            (first, second) = f < categories ? (first + variance, second) : (first, second + variance);
        }
        return (first, second);
    }
}
