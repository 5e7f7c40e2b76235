namespace Pipeline;

/// <summary>A made-up shop: items have a topic and an appeal of their own, users have a favourite topic that changes once, and lists of eight are shown.</summary>
public static class SmallShop
{
    public const int Topics = 6;
    private const int Items = 180, Users = 300, Shown = 8;

    public static List<ShownItem> Lists(int requests, int seed)
    {
        var random = new Random(seed);
        var appeal = Enumerable.Range(0, Items).Select(_ => random.NextDouble()).ToArray();
        var clicked = Enumerable.Range(0, Users).Select(_ => new List<int>()).ToArray();
        var rows = new List<ShownItem>();
        for (int request = 0; request < requests; request++)
        {
            int user = random.Next(Users);
            int favourite = (user + (request > requests / 2 ? 1 : 0)) % Topics;
            float[] history = [.. clicked[user].TakeLast(10).SelectMany(VectorOf)];
            foreach (int item in Enumerable.Range(0, Shown).Select(_ => random.Next(Items)).Distinct())
            {
                double chance = (item % Topics == favourite ? 0.55 : 0.05) + 0.25 * appeal[item];
                bool click = random.NextDouble() < chance;
                rows.Add(new ShownItem
                {
                    RequestId = (uint)request,
                    UserId = "u" + user,
                    ItemId = "i" + item,
                    Time = request,
                    Label = click ? 1 : 0,
                    TitleVector = VectorOf(item),
                    HistoryVectors = history,
                });
                if (click)
                    clicked[user].Add(item);
            }
        }
        return rows;
    }

    private static float[] VectorOf(int item)
    {
        var vector = new float[Topics];
        vector[item % Topics] = 1;
        vector[item / Topics % Topics] += 0.3f; // titles share words across topics
        return vector;
    }
}
