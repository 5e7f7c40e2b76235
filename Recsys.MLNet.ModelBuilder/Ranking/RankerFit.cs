using Recsys.MLNet.ModelBuilder.Pipeline;
using Recsys.MLNet.Models;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Trainers.LambdaRank;

namespace Recsys.MLNet.ModelBuilder.Ranking;

/// <summary>A ranker learned by replay, and what came of learning it.</summary>
public sealed record RankerFit
{
    /// <summary>The trees.</summary>
    public required TreeEnsemble Trees { get; init; }

    /// <summary>What was measured after each tree on the latest requests.</summary>
    public required IReadOnlyList<TrainingRound> Rounds { get; init; }

    /// <summary>The windows that rows came from, with the cutoff of the models behind each.</summary>
    public required IReadOnlyList<RankerWindow> Windows { get; init; }

    /// <summary>How far the log was looked at: the last request that became rows.</summary>
    public required PackageCutoff Cutoff { get; init; }

    /// <summary>Groups of rows learned from: a request may give one of candidates and one of its page.</summary>
    public int Groups { get; init; }

    /// <summary>Rows learned from.</summary>
    public int Rows { get; init; }

    /// <summary>Those of <see cref="Groups"/> in which an item was taken that the models behind the rows have never seen.</summary>
    public int NewItemGroups { get; init; }

    /// <summary>What their weights were multiplied by, see <see cref="RankerOptions.NewItemShare"/>; 1 where the log has enough of them.</summary>
    public double NewItemWeight { get; init; } = 1;

    /// <summary>Share of requests whose wanted items no source named, or serving would hide: they gave no rows of candidates.</summary>
    public double NotRecalled { get; init; }

    /// <summary>Requests left out because an outcome may still come.</summary>
    public int Immature { get; init; }

    /// <summary>Recall quotas, where <see cref="RankerOptions.RecallBudget"/> asked for them.</summary>
    public IReadOnlyList<LearnedQuota> Quotas { get; init; } = [];

    /// <summary>Surfaces with requests enough for a ranker of their own, where <see cref="RankerOptions.PerSurface"/> asked for them.</summary>
    public IReadOnlyList<SurfaceRanker> Surfaces { get; init; } = [];

    /// <summary>Trees and probabilities of single aims, which serve in place of <see cref="Trees"/>; null where <see cref="RankerOptions.Aims"/> asked for none or the log did not support them.</summary>
    public MultiObjectiveModel? Aims { get; init; }

    /// <summary>What came of each aim.</summary>
    public IReadOnlyList<LearnedAim> LearnedAims { get; init; } = [];

    /// <summary>Why there are no <see cref="Aims"/> although they were asked for, or null.</summary>
    public string? WhyNoAims { get; init; }

    /// <summary>What scores mean as probabilities; null where the latest requests have too few outcomes to tell, and where <see cref="Aims"/> have their own.</summary>
    public RankerCalibration? Calibration { get; init; }

    /// <summary>How features moved from the models behind the rows to the refitted ones that serve, the largest first.</summary>
    public IReadOnlyList<FeatureShift> Shifts { get; init; } = [];

    /// <summary>Share of the trees' gain by feature, the largest first.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Importance { get; init; } = [];
}
