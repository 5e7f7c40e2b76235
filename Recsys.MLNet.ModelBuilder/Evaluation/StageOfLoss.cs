namespace Recsys.MLNet.ModelBuilder.Evaluation;

/// <summary>What becomes of a relevant item on the way from recall to the list.</summary>
internal enum StageOfLoss
{
    /// <summary>No source named it.</summary>
    NotRecalled,

    /// <summary>Named, and ranked below the list.</summary>
    RankedBelow,

    /// <summary>Ranked within the list, and taken out by re-ranking.</summary>
    Removed,

    /// <summary>In the list.</summary>
    Within,
}
