namespace Recsys.MLNet.Tests.LambdaRank;

/// <summary>LightGBM's ranking example in the folder of RECSYS_DATA.</summary>
internal static class PublicRankingData
{
    public static string Folder()
    {
        string? root = Environment.GetEnvironmentVariable("RECSYS_DATA");
        if (root is null || !File.Exists(Path.Combine(root, "lightgbm-rank", "rank.train")))
            Assert.Ignore("set RECSYS_DATA to a folder that holds lightgbm-rank (see datasets/README.md)");
        return Path.Combine(root!, "lightgbm-rank");
    }
}
