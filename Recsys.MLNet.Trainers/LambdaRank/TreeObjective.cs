namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>What the trees minimise.</summary>
public enum TreeObjective
{
    /// <summary>Pairs weighted by the NDCG that swapping them would change; LightGBM's <c>lambdarank</c>.</summary>
    LambdaRank,

    /// <summary>Cross entropy between score and relevance distributions of a query; LightGBM's <c>rank_xendcg</c>.</summary>
    RankXendcg,

    /// <summary>Squared error; LightGBM's <c>regression</c>.</summary>
    Regression,

    /// <summary>Log loss on labels 0 and 1; LightGBM's <c>binary</c>.</summary>
    Binary,
}
