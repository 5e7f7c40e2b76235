using Recsys.MLNet.Data;
using Recsys.MLNet.ModelBuilder.Ranking;
using Recsys.MLNet.Models;
using Recsys.MLNet.Recall;
using Recsys.MLNet.Replay;
using Recsys.MLNet.Segments;
using Recsys.MLNet.Serving;

namespace Recsys.MLNet.ModelBuilder.Training;

/// <summary>What the first reading of a log came to, and what the second one fills.</summary>
internal sealed class LogReading
{
    public required InteractionLog Log { get; init; }

    public required ModelVocabulary Vocabulary { get; init; }

    public required EventReplay Replay { get; init; }

    public required string Fingerprint { get; init; }

    /// <summary>Events read.</summary>
    public required long Events { get; init; }

    /// <summary>The latest time among them.</summary>
    public required long Newest { get; init; }

    /// <summary>Interactions that earlier models were fitted on.</summary>
    public required int Known { get; init; }

    /// <summary>What was asked for; null where no ranker is to be learned.</summary>
    public required RequestLog? Requests { get; init; }

    public required IReadOnlyList<(string Name, IItemScorerTrainer Trainer)> Trainers { get; init; }

    public required ServingOptions Serving { get; init; }

    /// <summary>What the log does not support, and why.</summary>
    public required List<string> LeftOut { get; init; }

    /// <summary>Makes rows while the log is read again; null where no ranker is learned.</summary>
    public RankerTrainer? Ranker { get; set; }

    /// <summary>Where rows are kept, or null.</summary>
    public RowFolder? Rows { get; set; }

    public UserSegments? Segments { get; set; }
}
